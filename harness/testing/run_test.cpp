// `run` on case files of one's own: selection, repetition, the oracle of each fate.
#include "harness/launch/data_folders.hpp"
#include "harness/testing/made_case.hpp"

#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace winerror87::tests {
namespace {

class RunTest : public MadeCaseTest {
 protected:
  static constexpr std::string_view four_faults =
      "fault = [\"none\", \"error_87\", \"other\", \"deaf\"]\nworkers = [2]";
};

constexpr std::string_view all_serve = "[[expect]]\ngenerations = [{ served = \"N\" }]";

TEST_F(RunTest, CaseOfOnesOwnWithASubjectNamedByItsPath) {
  const std::string file = write_case("mine", "fault = [\"none\"]\nworkers = [1, 2, 3]", all_serve);
  const Ended ended = run_case(file);
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_TRUE(says(ended.output, "mine: Does it serve?"));
  EXPECT_TRUE(says(ended.output, "3 trials: 3 expected"));
  EXPECT_TRUE(says(ended.output, "Records: " + record_file()));
  EXPECT_TRUE(says(ended.output, "One cell again: "));
  ASSERT_EQ(records().size(), 3u);
  EXPECT_EQ(records()[1].cell, "mine/fault=none,workers=2");
  EXPECT_EQ(records()[1].subject, "stranger");
}

TEST_F(RunTest, CommandThatRerunsACellDoes) {
  const std::string file = write_case("mine", "fault = [\"none\"]\nworkers = [1, 2]", all_serve);
  EXPECT_EQ(run_case(file).code, 0);
  const std::string again = records().at(1).rerun;
  const Ended ended = start_program({"/bin/sh", "-c", again + " --record '" + record_file() + "'"})->wait();
  EXPECT_EQ(ended.code, 0) << again << "\n" << ended.output;
  ASSERT_EQ(records().size(), 3u);
  EXPECT_EQ(records()[2].cell, records()[1].cell);
}

TEST_F(RunTest, RepeatRunsAllOfThemAgain) {
  const std::string file = write_case("mine", "fault = [\"none\"]\nworkers = [1, 2]", all_serve);
  EXPECT_EQ(run_case(file, {"--repeat", "3"}).code, 0);
  std::multiset<int> repeats;
  for (const Record& record : records()) repeats.insert(record.repeat);
  EXPECT_EQ(repeats, (std::multiset<int>{1, 1, 2, 2, 3, 3}));
}

TEST_F(RunTest, JobsRunAtTheSameTimeAndEachIsRecorded) {
  const std::string file = write_case("mine", "fault = [\"none\", \"error_87\"]\nworkers = [2]",
                                      "[[expect]]\nwhen = { fault = \"none\" }\ngenerations = [{ served = 2 }]\n"
                                      "[[expect]]\nwhen = { fault = \"error_87\" }\n"
                                      "generations = [{ served = 1, error-87 = 1 }]");
  const Ended ended = run_case(file, {"--repeat", "6", "--jobs", "4"});
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_EQ(records().size(), 12u);
}

TEST_F(RunTest, GlobsChooseAndExclude) {
  const std::string file = write_case("mine", "fault = [\"none\", \"crash\"]\nworkers = [1, 2]", all_serve);
  EXPECT_EQ(run_case(file, {"mine/*workers=2", "--exclude", "*fault=crash*"}).code, 0);
  EXPECT_EQ(only_record().cell, "mine/fault=none,workers=2");
}

TEST_F(RunTest, ExcludingEverythingIsAMistake) {
  const Ended ended = run_case(write_case("mine", "fault = [\"none\"]\nworkers = [1]", all_serve), {"--exclude", "*"});
  EXPECT_EQ(ended.code, 129);
  EXPECT_TRUE(says(ended.output, "No cell is left"));
}

TEST_F(RunTest, UnexpectedOutranksUndecided) {
  const std::string file = write_case("mine", "fault = [\"none\", \"crash\"]\nworkers = [1]", all_serve);
  const Ended ended = run_case(file);
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_TRUE(says(ended.output, "code 3"));
  EXPECT_TRUE(says(ended.output, "2 trials: 1 expected, 1 unexpected"));
}

TEST_F(RunTest, FewerProcessesThanTheCellSaysIsUndecided) {
  // In place of the server that takes faults.
  write_script("subjects of mine/server", "exec '" + stranger().front() + "' --port \"$2\" --no-fork\n");
  const std::string file = write_case("mine", "fault = [\"none\"]\nworkers = [3]", all_serve);
  const Ended ended = run_case(file, {"--deadline", "1"});
  EXPECT_EQ(ended.code, 125) << ended.output;
  EXPECT_TRUE(says(ended.output, "1 of 3 worker processes was found"));
}

// ---- the oracle of each fate: a harness that were blind to it would call the wrong expectation met

TEST_F(RunTest, EachFateIsSeenWhereItIs) {
  const std::string file = write_case("right", four_faults,
                                      "[[expect]]\nwhen = { fault = \"none\" }\ngenerations = [{ served = 2 }]\n"
                                      "[[expect]]\nwhen = { fault = \"error_87\" }\n"
                                      "generations = [{ served = 1, error-87 = 1 }]\n"
                                      "[[expect]]\nwhen = { fault = \"other\" }\n"
                                      "generations = [{ served = 1, other-failure = 1 }]\n"
                                      "[[expect]]\nwhen = { fault = \"deaf\" }\n"
                                      "generations = [{ served = 1, silent = 1 }]");
  const Ended ended = run_case(file, {"--deadline", "2"});
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_TRUE(says(ended.output, "4 trials: 4 expected"));
}

TEST_F(RunTest, BlindnessToAnyFateWouldBeSeen) {
  // What each would look like without its oracle: nothing was seen of the worker, so it would be silent; and a silent
  // one, if nobody noticed that it says nothing, would be healthy.
  const std::string file = write_case("blind", four_faults,
                                      "[[expect]]\nwhen = { fault = \"none\" }\ngenerations = [{ silent = 2 }]\n"
                                      "[[expect]]\nwhen = { fault = [\"error_87\", \"other\"] }\n"
                                      "generations = [{ served = 1, silent = 1 }]\n"
                                      "[[expect]]\nwhen = { fault = \"deaf\" }\ngenerations = [{ served = 2 }]");
  const Ended ended = run_case(file, {"--deadline", "2"});
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_TRUE(says(ended.output, "4 trials: 0 expected, 4 unexpected"));
  std::map<std::string, std::string> observed;
  for (const Record& record : records()) {
    EXPECT_EQ(record.verdict.status, Status::unexpected) << record.cell;
    observed[record.factors.text("fault")] = fates_of(record);
  }
  EXPECT_EQ(observed, (std::map<std::string, std::string>{{"none", "2 served"},
                                                          {"error_87", "1 served, 1 error-87"},
                                                          {"other", "1 served, 1 other-failure"},
                                                          {"deaf", "1 served, 1 silent"}}));
}

TEST_F(RunTest, PosixControlWithTheBugsExpectationIsRed) {
  const std::string file =
      write("control.toml", "question = \"Would the control notice?\"\nsubject = \"" +
                                (default_cases() / "subjects" / "fixture.toml").string() +
                                "\"\nplatforms = [\"posix\"]\n[factors]\nhandoff = [\"inherit\", \"duplicate\"]\n"
                                "loop = [\"epoll\"]\nworkers = [1, 2]\nreload = [\"off\"]\n"
                                "[[expect]]\ngenerations = [{ served = 1, error-87 = \"N-1\" }]\n");
  const Ended ended = run_case(file);
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_TRUE(says(ended.output, "4 trials: 2 expected, 2 unexpected"));
  for (const Record& record : records()) {
    const bool differs = record.factors.text("workers") == "2";
    EXPECT_EQ(record.verdict.status, differs ? Status::unexpected : Status::expected) << record.cell;
    if (!differs) continue;
    EXPECT_TRUE(says(ended.output, "unexpected " + record.cell));
  }
}

}  // namespace
}  // namespace winerror87::tests
