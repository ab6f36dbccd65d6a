// What a signal in the middle leaves: the records of the trials that had ended, and no process.
#include "harness/platform/own_program.hpp"
#include "harness/record/record_file.hpp"
#include "harness/testing/made_case.hpp"

#include <algorithm>
#include <filesystem>
#include <string>

namespace winerror87::tests {
namespace {

constexpr auto long_enough = std::chrono::seconds(60);

class InterruptionTest : public MadeCaseTest {
 protected:
  // Starts a run whose first trial ends at once and whose second hangs; returns in the middle of the second.
  std::unique_ptr<StartedProgram> start_in_the_middle(const Words& options = {"--deadline", "140"}) {
    const std::string file = write_case("mine", "fault = [\"none\", \"hang\"]\nworkers = [2]",
                                        "[[expect]]\ngenerations = [{ served = \"N\" }]");
    auto program = start(run_words(file, options));
    EXPECT_TRUE(wait_until([&] { return std::filesystem::exists(hang_mark()); }, long_enough)) << program->output();
    EXPECT_TRUE(wait_until([&] { return processes_named("fixture_strange") >= 3; }, long_enough)) << program->output();
    return program;
  }

  // Starts a check of deaf workers that nothing but SIGKILL ends; returns while some are suspended to ask another
  // alone.
  std::unique_ptr<StartedProgram> start_and_await_isolation() {
    const Words command = stranger({"--deaf", "2", "--ignore-term", "--setsid"});
    auto program = start(check_words({"--workers", "3", "--deadline", "140"}, record_file(), command));
    EXPECT_TRUE(wait_until([this] { return suspended() == 2; }, long_enough)) << program->output();
    return program;
  }

  std::ptrdiff_t processes_named(std::string_view name) const {
    const auto all = left();
    return std::count_if(all.begin(), all.end(), [&](const MarkedProcess& p) { return p.name == name; });
  }
  std::ptrdiff_t suspended() const {
    const auto all = left();
    return std::count_if(all.begin(), all.end(), [](const MarkedProcess& p) { return p.state == 'T'; });
  }
  void kill_all_guards() const {
    for (const MarkedProcess& process : left()) {
      if (process.name == "winerror87-guar") send_signal(process.pid, SIGKILL);
    }
  }
};

class SignalTest : public InterruptionTest, public ::testing::WithParamInterface<std::pair<int, int>> {};

TEST_P(SignalTest, EndsARun) {
  const auto& [signal, code] = GetParam();
  const auto program = start_in_the_middle();
  program->signal(signal);
  const Ended ended = program->wait();
  EXPECT_FALSE(ended.by_signal);
  EXPECT_EQ(ended.code, code) << ended.output;
  EXPECT_TRUE(says(ended.output, "interrupted"));
  EXPECT_TRUE(says(ended.output, "Records so far: " + record_file()));
  EXPECT_EQ(only_record().cell, "mine/fault=none,workers=2");
  expect_nothing_left();
}

TEST_P(SignalTest, EndsTrialsThatRunAtTheSameTime) {
  const auto& [signal, code] = GetParam();
  const auto program = start_in_the_middle({"--deadline", "140", "--jobs", "3", "--repeat", "3"});
  program->signal(signal);
  EXPECT_EQ(program->wait().code, code);
  expect_nothing_left();
}

TEST_P(SignalTest, EndsACheckWhileWorkersAreSuspended) {
  const auto& [signal, code] = GetParam();
  const auto program = start_and_await_isolation();
  program->signal(signal);
  const Ended ended = program->wait();
  EXPECT_EQ(ended.code, code) << ended.output;
  EXPECT_TRUE(says(ended.output, "interrupted"));
  EXPECT_TRUE(records().empty()) << "a trial that was interrupted has no result";
  expect_nothing_left();
}

INSTANTIATE_TEST_SUITE_P(Signals, SignalTest, ::testing::Values(std::pair(SIGINT, 130), std::pair(SIGTERM, 143)),
                         [](const auto& tested) { return tested.param.first == SIGINT ? "SIGINT" : "SIGTERM"; });

TEST_F(InterruptionTest, KilledHarnessLeavesNothingWhileWorkersAreSuspended) {
  const auto program = start_and_await_isolation();
  program->signal(SIGKILL);
  expect_all_gone_soon();
  EXPECT_TRUE(program->wait().by_signal);
}

// In the moment after the harness was killed, what the guard tells finds nobody who listens. That must not be its end.
TEST_F(InterruptionTest, GuardOutlivesWhoItTells) {
  const std::string guard = (own_folder() / "winerror87-guard").string();
  const auto program =
      start_program({"/bin/sh", "-c",
                     "mkfifo control status && exec 3<>control && { : <status & } && exec 4>status && wait && "
                     "exec \"$0\" --control 3 --status 4 -- \"$1\" --port 0 --workers 2 --setsid --ignore-term",
                     guard, stranger().front()});
  ASSERT_TRUE(wait_until([this] { return processes_named("fixture_strange") == 3; }, long_enough)) << program->output();
  program->signal(SIGTERM);
  const Ended ended = program->wait();
  EXPECT_EQ(ended.code, 0) << ended.output;
  expect_nothing_left();
}

TEST_F(InterruptionTest, KilledHarnessLeavesNothingOfTrialsAtTheSameTime) {
  const auto program = start_in_the_middle({"--deadline", "140", "--jobs", "3", "--repeat", "3"});
  program->signal(SIGKILL);
  expect_all_gone_soon();
}

TEST_F(InterruptionTest, KilledHarnessLeavesNothingThatWasStillStarting) {
  const auto program = start(check_words({"--workers", "8"}, record_file(), stranger({"--setsid", "--ignore-term"})));
  ASSERT_TRUE(wait_until([this] { return processes_named("fixture_strange") >= 1; }, long_enough));
  program->signal(SIGKILL);
  expect_all_gone_soon();
}

TEST_F(InterruptionTest, KilledHarnessKeepsTheRecordsOfTrialsThatHadEnded) {
  const auto program = start_in_the_middle();
  program->signal(SIGKILL);
  expect_all_gone_soon();
  EXPECT_EQ(only_record().cell, "mine/fault=none,workers=2");
}

TEST_F(InterruptionTest, KilledGuardEndsTheTrial) {
  const auto program = start_and_await_isolation();
  kill_all_guards();
  const Ended ended = program->wait();
  EXPECT_EQ(ended.code, 128) << "the machine failed, not the subject:\n" << ended.output;
  EXPECT_TRUE(says(ended.output, "guard"));
  expect_nothing_left();
}

// A daemon of the old kind: two forks, a session of its own, and no parent but the guard.
TEST_F(InterruptionTest, KilledGuardLeavesNoDaemonBehind) {
  const std::string server =
      write_script("server", "(setsid '" + stranger().front() +
                                 "' --port \"$1\" --workers 2 --deaf 2 --setsid &)\nexec sleep 1000\n");
  const auto program = start(check_words({"--deadline", "140"}, record_file(), {server, "{port}"}));
  ASSERT_TRUE(wait_until([this] { return processes_named("fixture_strange") == 3; }, long_enough)) << program->output();
  kill_all_guards();
  EXPECT_EQ(program->wait().code, 128);
  expect_nothing_left();
}

TEST_F(InterruptionTest, DaemonsAreEndedWithTheTrial) {
  // The daemon's parent is gone at once, so its own parent is the guard.
  const std::string server = write_script(
      "server", "(setsid '" + stranger().front() + "' --port \"$1\" --workers 2 --setsid &)\nexec sleep 1000\n");
  const Ended ended = check({}, {server, "{port}"});
  EXPECT_EQ(ended.code, 0) << ended.output;
}

TEST_F(InterruptionTest, GuardThatIsKilledInARunStopsIt) {
  const auto program = start_in_the_middle();
  kill_all_guards();
  const Ended ended = program->wait();
  EXPECT_EQ(ended.code, 128) << ended.output;
  EXPECT_TRUE(says(ended.output, "guard"));
  EXPECT_EQ(only_record().cell, "mine/fault=none,workers=2");
  expect_nothing_left();
}

TEST_F(InterruptionTest, TornLastLineIsSurvivedByTheNextRecord) {
  ASSERT_EQ(check({}, stranger()).code, 0);
  ASSERT_EQ(check({"--workers", "1"}, stranger()).code, 0);
  std::filesystem::resize_file(record_file(), std::filesystem::file_size(record_file()) - 20);
  const auto torn = read_records(record_file());
  ASSERT_TRUE(torn.has_value());
  EXPECT_EQ(torn->records.size(), 1u);
  ASSERT_EQ(torn->notes.size(), 1u);
  EXPECT_TRUE(says(torn->notes.front(), ":2: the last line is torn"));

  ASSERT_EQ(check({"--workers", "3"}, stranger()).code, 0);
  const auto read = read_records(record_file());
  ASSERT_TRUE(read.has_value());
  ASSERT_EQ(read->records.size(), 2u);
  EXPECT_EQ(fates_of(read->records[1]), "3 served");
  EXPECT_EQ(read->notes.size() + read->problems.size(), 1u) << "the torn line is told, once";
}

}  // namespace
}  // namespace winerror87::tests
