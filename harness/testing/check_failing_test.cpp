// `check` on servers that fail in one way or another: what each worker came to, and the exit code that follows.
#include "harness/testing/program_fixture.hpp"

#include <string>

namespace winerror87::tests {
namespace {

const std::string error_87 = test_data("made_error_87.txt");
const std::string other_error = test_data("made_error_10022.txt");

class CheckFailingTest : public ProgramTest {
 protected:
  // Runs `check` and compares the exit code, the fates in the record, and that both are told.
  Ended expect(int code, const std::string& fates, const Words& options, const Words& command) {
    Ended ended = check(options, command);
    EXPECT_EQ(ended.code, code) << ended.output;
    EXPECT_TRUE(says(ended.output, fates));
    EXPECT_EQ(fates_of(only_record()), fates);
    return ended;
  }
};

TEST_F(CheckFailingTest, DeafWorkerWithTheTracebackIsError87ByElimination) {
  const Ended ended = expect(1, "1 served, 1 error-87", {}, stranger({"--deaf", "1", "--say", error_87}));
  EXPECT_TRUE(says(ended.output, "error 87 in 1 of 2 workers"));
  EXPECT_TRUE(says(ended.output, "by elimination"));
  for (const WorkerFate& worker : only_workers()) {
    EXPECT_EQ(worker.attributed, worker.fate == Fate::error_87);
    EXPECT_TRUE(worker.pid.has_value()) << "one worker and one process were left, so its pid is known";
    ASSERT_FALSE(worker.evidence.empty());
    if (worker.fate == Fate::error_87) {
      EXPECT_EQ(worker.detail, "_register_with_iocp");
      EXPECT_TRUE(says(worker.evidence.back(), "OSError: [WinError 87]"));
    }
  }
}

TEST_F(CheckFailingTest, AllButOneDeaf) {
  expect(1, "1 served, 3 error-87", {"--workers", "4"}, stranger({"--deaf", "3", "--say", error_87}));
}

TEST_F(CheckFailingTest, AllDeaf) {
  expect(1, "2 error-87", {}, stranger({"--deaf", "2", "--say", error_87}));
}

TEST_F(CheckFailingTest, DeafWorkersAreFoundByTheBodyToo) {
  expect(1, "1 served, 1 error-87", {"--worker-id", "body"},
         stranger({"--deaf", "1", "--say", error_87, "--body", "pid"}));
}

TEST_F(CheckFailingTest, HelperIsNotTakenForADeafWorker) {
  expect(1, "1 served, 1 error-87", {}, stranger({"--deaf", "1", "--say", error_87, "--helper"}));
}

TEST_F(CheckFailingTest, Error87OutranksAWorkerThatIsGone) {
  expect(1, "1 served, 1 error-87, 1 silent", {"--workers", "3", "--deadline", "3"},
         stranger({"--deaf", "1", "--say", error_87, "--crash-after", "0", "1"}));
}

TEST_F(CheckFailingTest, Error87OutranksOtherFailures) {
  const std::string server = write_script("server", "cat " + other_error + " >&2\nexec \"$@\"\n");
  Words command{server};
  for (const std::string& word : stranger({"--deaf", "2", "--say", error_87, "--say-by", "parent"})) {
    command.push_back(word);
  }
  expect(1, "1 served, 1 error-87, 1 other-failure", {"--workers", "3"}, command);
}

TEST_F(CheckFailingTest, AnotherErrorOfTheSameCallIsAnotherFailure) {
  const Ended ended = expect(125, "1 served, 1 other-failure", {}, stranger({"--deaf", "1", "--say", other_error}));
  EXPECT_TRUE(says(ended.output, "WinError 10022"));
}

TEST_F(CheckFailingTest, OtherFailureOutranksSilent) {
  const Ended ended = expect(125, "1 served, 1 other-failure, 1 silent", {"--workers", "3", "--deadline", "3"},
                             stranger({"--deaf", "2", "--say", other_error, "--say-by", "parent"}));
  EXPECT_TRUE(says(ended.output, "WinError 10022"));
}

TEST_F(CheckFailingTest, MoreSignaturesThanWorkersWithoutAnAnswerIsUndecided) {
  const Ended ended =
      check({"--expect", "healthy"}, stranger({"--deaf", "1", "--say", other_error, "--say-by", "all"}));
  EXPECT_EQ(ended.code, 125) << ended.output;
  EXPECT_TRUE(says(ended.output, "2 failures were logged that name no worker"));
}

TEST_F(CheckFailingTest, SilentWorkerIsSilent) {
  const Ended ended = expect(125, "1 served, 1 silent", {"--deadline", "2"}, stranger({"--deaf", "1"}));
  EXPECT_TRUE(says(ended.output, "deadline"));
  EXPECT_FALSE(says(ended.output, "refused")) << "the last question was not refused, it was not answered";
}

TEST_F(CheckFailingTest, FailureAfterSecondsIsJudgedWhenItComes) {
  expect(1, "1 served, 1 error-87", {"--deadline", "120"},
         stranger({"--deaf", "1", "--say", error_87, "--fail-after", "2000"}));
  const Observation observed = only_record().observation;
  EXPECT_GT(observed.seconds, 1.9);
  EXPECT_LT(observed.seconds, 100) << "the trial did not end when all was known";
  EXPECT_EQ(observed.ending, "all accounted for");
}

TEST_F(CheckFailingTest, ServerThatNeverListensCannotBeJudged) {
  const Ended ended = expect(125, "2 silent", {"--deadline", "1"}, stranger({"--no-listen"}));
  EXPECT_TRUE(says(ended.output, "refused"));
}

TEST_F(CheckFailingTest, ServerThatExitsAtOnceIsNamedWithItsCode) {
  const Ended ended = expect(125, "2 other-failure", {"--deadline", "120"}, stranger({"--exit", "3"}));
  EXPECT_TRUE(says(ended.output, "code 3"));
  EXPECT_LT(only_record().observation.seconds, 100);
}

TEST_F(CheckFailingTest, LastWordsOfAServerThatExitsAreShown) {
  const Ended ended = expect(125, "2 other-failure", {"--deadline", "120"},
                             {"/bin/sh", "-c", "echo 'no module named shop' >&2; exit 1", "sh", "{port}"});
  EXPECT_TRUE(says(ended.output, "no module named shop"));
}

TEST_F(CheckFailingTest, ServerThatCrashesIsNamedWithItsSignal) {
  const Ended ended = expect(125, "1 other-failure", {"--workers", "1", "--deadline", "120"},
                             stranger({"--no-fork", "--start-after", "100000", "--crash-after", "300", "1"}));
  EXPECT_TRUE(says(ended.output, "signal 11"));
}

TEST_F(CheckFailingTest, WorkersThatCrashAreNotServing) {
  expect(125, "1 served, 1 silent", {"--deadline", "2"}, stranger({"--crash-after", "0", "1"}));
}

TEST_F(CheckFailingTest, FewerProcessesThanWorkersAreCounted) {
  const std::string program = stranger().front();
  const Ended ended = check({"--workers", "4", "--deadline", "2"}, {program, "--port", "{port}", "--workers", "2"});
  EXPECT_EQ(ended.code, 125) << ended.output;
  EXPECT_TRUE(says(ended.output, "2 of 4 worker processes were found"));
  EXPECT_EQ(only_record().verdict.status, Status::undecided);
}

TEST_F(CheckFailingTest, Error87IsExpectedAndComes) {
  expect(0, "1 served, 1 error-87", {"--expect", "error-87"}, stranger({"--deaf", "1", "--say", error_87}));
}

TEST_F(CheckFailingTest, Error87IsExpectedAndDoesNotCome) {
  const Ended ended = expect(1, "2 served", {"--expect", "error-87"}, stranger());
  EXPECT_TRUE(says(ended.output, "no longer reproduces"));
}

TEST_F(CheckFailingTest, Error87IsExpectedAndNothingIsKnown) {
  expect(125, "1 served, 1 silent", {"--expect", "error-87", "--deadline", "1"}, stranger({"--deaf", "1"}));
}

TEST_F(CheckFailingTest, AnswersThatNameNoWorkerAreUndecided) {
  const Ended ended = check({"--worker-id", "header:X-Worker", "--deadline", "1"}, stranger());
  EXPECT_EQ(ended.code, 125) << ended.output;
  EXPECT_TRUE(says(ended.output, "names no worker"));
}

}  // namespace
}  // namespace winerror87::tests
