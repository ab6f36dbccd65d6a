#include "harness/judge/judge.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winerror87 {
namespace {

FateCounts counts(int served, int error_87 = 0, int other_failure = 0, int silent = 0) {
  FateCounts made;
  made[Fate::served] = served;
  made[Fate::error_87] = error_87;
  made[Fate::other_failure] = other_failure;
  made[Fate::silent] = silent;
  return made;
}

std::vector<WorkerFate> workers(const FateCounts& of, int generation) {
  std::vector<WorkerFate> all;
  for (Fate fate : all_fates) {
    for (int i = 0; i < of[fate]; ++i) {
      WorkerFate worker;
      worker.generation = generation;
      worker.fate = fate;
      all.push_back(worker);
    }
  }
  return all;
}

Observation seen(const std::vector<FateCounts>& generations, std::vector<std::string> doubts = {},
                 std::vector<SmokeAnswer> smoke = {}) {
  Observation observation;
  for (const FateCounts& of : generations)
    observation.generations.push_back(workers(of, static_cast<int>(observation.generations.size()) + 1));
  observation.doubts = std::move(doubts);
  observation.smoke = std::move(smoke);
  return observation;
}

const SmokeAnswer good{"/health", 200, ""};
const SmokeAnswer missing{"/docs", 404, ""};
const SmokeAnswer unanswered{"/docs", 0, "reading the response: end of stream"};

struct Row {
  const char* name;
  std::vector<FateCounts> expected;
  Observation observation;
  Status status;
  const char* reason;
};

const std::vector<Row> rows = {
    {"the bug where the bug is expected", {counts(1, 3)}, seen({counts(1, 3)}), Status::expected, ""},
    {"health where health is expected", {counts(4)}, seen({counts(4)}), Status::expected, ""},
    {"the bug where health is expected",
     {counts(4)},
     seen({counts(1, 3)}),
     Status::unexpected,
     "expected 4 served, observed 1 served, 3 error-87"},
    {"health where the bug is expected",
     {counts(1, 3)},
     seen({counts(4)}),
     Status::unexpected,
     "expected 1 served, 3 error-87, observed 4 served"},
    {"one error 87 too many",
     {counts(1, 3)},
     seen({counts(0, 4)}),
     Status::unexpected,
     "expected 1 served, 3 error-87, observed 4 error-87"},
    {"silent is not error 87",
     {counts(1, 1)},
     seen({counts(1, 0, 0, 1)}),
     Status::unexpected,
     "expected 1 served, 1 error-87, observed 1 served, 1 silent"},
    {"another failure is not error 87",
     {counts(1, 1)},
     seen({counts(1, 0, 1)}),
     Status::unexpected,
     "expected 1 served, 1 error-87, observed 1 served, 1 other-failure"},
    {"silence where silence is expected", {counts(1, 0, 0, 1)}, seen({counts(1, 0, 0, 1)}), Status::expected, ""},
    {"failure where failure is expected", {counts(0, 0, 2)}, seen({counts(0, 0, 2)}), Status::expected, ""},
    {"both generations", {counts(1, 1), counts(0, 2)}, seen({counts(1, 1), counts(0, 2)}), Status::expected, ""},
    {"the second generation differs",
     {counts(1, 1), counts(0, 2)},
     seen({counts(1, 1), counts(2)}),
     Status::unexpected,
     "generation 2: expected 2 error-87, observed 2 served"},
    {"the generations are the other way round",
     {counts(1, 1), counts(0, 2)},
     seen({counts(0, 2), counts(1, 1)}),
     Status::unexpected,
     "generation 1: expected 1 served, 1 error-87, observed 2 error-87"},
    {"the second generation is missing",
     {counts(1), counts(1)},
     seen({counts(1)}),
     Status::unexpected,
     "generation 2: expected 1 served, observed no worker"},
    {"a generation too many",
     {counts(1)},
     seen({counts(1), counts(1)}),
     Status::unexpected,
     "expected no worker, observed 1 served"},
    {"nothing was seen", {counts(1)}, seen({}), Status::unexpected, "expected 1 served, observed no worker"},
    {"a doubt goes before what fits",
     {counts(2)},
     seen({counts(2)}, {"1 of 2 worker processes was found"}),
     Status::undecided,
     "1 of 2 worker processes was found"},
    {"a doubt goes before what does not fit",
     {counts(2)},
     seen({counts(1, 1)}, {"one", "two"}),
     Status::undecided,
     "one; two"},
    {"every smoke path is well", {counts(2)}, seen({counts(2)}, {}, {good, good}), Status::expected, ""},
    {"a smoke path is not",
     {counts(2)},
     seen({counts(2)}, {}, {good, missing}),
     Status::unexpected,
     "/docs gave 404 where 2xx is demanded"},
    {"a smoke path gives no answer",
     {counts(2)},
     seen({counts(2)}, {}, {unanswered}),
     Status::unexpected,
     "/docs gave no whole response: reading the response: end of stream"},
    {"counts go before smoke",
     {counts(2)},
     seen({counts(1, 1)}, {}, {missing}),
     Status::unexpected,
     "expected 2 served, observed 1 served, 1 error-87"},
};

TEST(Judge, AsksForTheExactCounts) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    const Verdict verdict = judge(row.expected, row.observation);
    EXPECT_EQ(to_string(verdict.status), to_string(row.status));
    EXPECT_EQ(verdict.reason, row.reason);
  }
}

TEST(Judge, NamesTheFirstFailure) {
  Observation observation = seen({counts(1, 0, 1, 1)});
  observation.generations[0][1].detail = "WinError 10022 from assign";
  observation.generations[0][2].detail = "timed out";
  EXPECT_EQ(judge({counts(3)}, observation).reason,
            "expected 3 served, observed 1 served, 1 other-failure, 1 silent (WinError 10022 from assign)");
  observation.generations[0][1].detail = "";
  EXPECT_EQ(judge({counts(3)}, observation).reason,
            "expected 3 served, observed 1 served, 1 other-failure, 1 silent (last question: timed out)");
}

struct HealthRow {
  const char* name;
  Observation observation;
  Status healthy;    // with --expect healthy
  Status error_87;   // with --expect error-87
  const char* word;  // in the reason of whichever is not expected
};

const std::vector<HealthRow> health_rows = {
    {"every worker serves", seen({counts(2)}), Status::expected, Status::unexpected, "no longer reproduces"},
    {"one worker has error 87", seen({counts(1, 1)}), Status::unexpected, Status::expected,
     "error 87 in 1 of 2 workers"},
    {"every worker has error 87", seen({counts(0, 2)}), Status::unexpected, Status::expected,
     "error 87 in 2 of 2 workers"},
    {"the second generation has error 87", seen({counts(2), counts(0, 2)}), Status::unexpected, Status::expected,
     "error 87 in 2 of 4 workers"},
    {"error 87 outranks another failure", seen({counts(0, 1, 1)}), Status::unexpected, Status::expected,
     "error 87 in 1 of 2 workers"},
    {"error 87 outranks silence", seen({counts(0, 1, 0, 1)}), Status::unexpected, Status::expected,
     "error 87 in 1 of 2 workers"},
    {"error 87 outranks a doubt", seen({counts(1, 1)}, {"a doubt"}), Status::unexpected, Status::expected,
     "error 87 in 1 of 2 workers"},
    {"error 87 outranks a bad smoke path", seen({counts(1, 1)}, {}, {missing}), Status::unexpected, Status::expected,
     "error 87 in 1 of 2 workers"},
    {"another failure proves neither", seen({counts(1, 0, 1)}), Status::undecided, Status::undecided,
     "1 served, 1 other-failure"},
    {"silence proves neither", seen({counts(1, 0, 0, 1)}), Status::undecided, Status::undecided, "1 served, 1 silent"},
    {"a doubt proves neither", seen({counts(2)}, {"a doubt"}), Status::undecided, Status::undecided, "a doubt"},
    {"a bad smoke path with a failure proves neither", seen({counts(1, 0, 1)}, {}, {missing}), Status::undecided,
     Status::undecided, "1 other-failure"},
    {"a bad smoke path is not healthy, and no error 87 either", seen({counts(2)}, {}, {good, missing}),
     Status::unexpected, Status::unexpected, "/docs gave 404"},
    {"every smoke path is well", seen({counts(2)}, {}, {good}), Status::expected, Status::unexpected,
     "no longer reproduces"},
};

TEST(JudgeHealth, IsSureOnlyOfWhatWasShown) {
  for (const HealthRow& row : health_rows) {
    SCOPED_TRACE(row.name);
    for (const auto& [expected, status] :
         {std::pair(Health::healthy, row.healthy), std::pair(Health::error_87, row.error_87)}) {
      const Verdict verdict = judge_health(expected, row.observation);
      EXPECT_EQ(to_string(verdict.status), to_string(status)) << (expected == Health::healthy ? "healthy" : "error-87");
      if (status == Status::expected) {
        EXPECT_EQ(verdict.reason, "");
      } else {
        EXPECT_NE(verdict.reason.find(row.word), std::string::npos) << verdict.reason;
      }
    }
  }
}

TEST(JudgeHealth, SaysWhatTheFailureIs) {
  Observation observation = seen({counts(1, 0, 0, 1)});
  observation.generations[0][1].detail = "timed out";
  const std::string reason = judge_health(Health::healthy, observation).reason;
  EXPECT_NE(reason.find("last question: timed out"), std::string::npos) << reason;
}

struct ExitRow {
  const char* name;
  Tally tally;
  ExitCode code;
};

const std::vector<ExitRow> exit_rows = {
    {"nothing", {}, ExitCode::as_expected},
    {"all expected", {4, 0, 0, 0, 0}, ExitCode::as_expected},
    {"skips that are excused", {4, 0, 0, 2, 0}, ExitCode::as_expected},
    {"a skip that is not excused", {4, 0, 0, 2, 1}, ExitCode::cannot_judge},
    {"undecided", {4, 0, 1, 0, 0}, ExitCode::cannot_tell},
    {"undecided goes before a skip", {4, 0, 1, 2, 2}, ExitCode::cannot_tell},
    {"unexpected", {4, 1, 0, 0, 0}, ExitCode::unexpected},
    {"unexpected goes before all else", {4, 1, 1, 2, 2}, ExitCode::unexpected},
};

TEST(ExitCodeOf, IsThatOfTheWorst) {
  for (const ExitRow& row : exit_rows) EXPECT_EQ(exit_code_of(row.tally), row.code) << row.name;
}

TEST(ExitCode, HasTheNumbersThatScriptsKnow) {
  EXPECT_EQ(static_cast<int>(ExitCode::as_expected), 0);
  EXPECT_EQ(static_cast<int>(ExitCode::unexpected), 1);
  EXPECT_EQ(static_cast<int>(ExitCode::cannot_tell), 125);
  EXPECT_EQ(static_cast<int>(ExitCode::cannot_judge), 128);
  EXPECT_EQ(static_cast<int>(ExitCode::usage), 129);
  EXPECT_EQ(static_cast<int>(ExitCode::interrupted), 130);
  EXPECT_EQ(static_cast<int>(ExitCode::terminated), 143);
}

TEST(Tally, IsTheSumOfItsStatuses) {
  EXPECT_EQ((Tally{1, 2, 3, 4, 2}.total()), 10);
}

}  // namespace
}  // namespace winerror87
