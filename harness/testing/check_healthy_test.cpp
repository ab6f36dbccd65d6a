// `check` on servers that are healthy, however odd: exit code 0, and each worker served.
#include "harness/testing/program_fixture.hpp"

#include <filesystem>
#include <ostream>
#include <set>
#include <string>
#include <tuple>

namespace winerror87::tests {
namespace {

class CheckHealthyTest : public ProgramTest {
 protected:
  void expect_healthy(const Words& options, const Words& command, const std::string& fates) {
    const Ended ended = check(options, command);
    EXPECT_EQ(ended.code, 0) << ended.output;
    EXPECT_TRUE(says(ended.output, fates));
    const Record record = only_record();
    EXPECT_EQ(record.verdict.status, Status::expected);
    EXPECT_EQ(fates_of(record), fates);
  }
};

struct Identification {
  std::string name;
  Words options;
  Words faults;
};

void PrintTo(const Identification& how, std::ostream* out) {
  *out << how.name;
}

class CheckIdentificationTest : public CheckHealthyTest,
                                public ::testing::WithParamInterface<std::tuple<int, Identification>> {};

TEST_P(CheckIdentificationTest, FindsEachWorker) {
  const auto& [workers, how] = GetParam();
  Words options{"--workers", std::to_string(workers)};
  options.insert(options.end(), how.options.begin(), how.options.end());
  expect_healthy(options, stranger(how.faults), std::to_string(workers) + " served");
  std::set<long> pids;
  for (const WorkerFate& worker : only_workers()) pids.insert(worker.pid.value_or(0));
  EXPECT_EQ(pids.size(), static_cast<std::size_t>(workers)) << "each worker has a pid of its own in the record";
  EXPECT_FALSE(pids.contains(0));
}

INSTANTIATE_TEST_SUITE_P(
    Servers, CheckIdentificationTest,
    ::testing::Combine(::testing::Values(1, 2, 3, 4),
                       ::testing::Values(Identification{"isolate", {}, {}},
                                         Identification{"number", {"--worker-id", "body"}, {"--body", "pid"}},
                                         Identification{"json", {"--worker-id", "body"}, {"--body", "json"}},
                                         Identification{
                                             "header", {"--worker-id", "header:X-Worker"}, {"--header", "X-Worker"}})),
    [](const auto& tested) {
      return std::get<1>(tested.param).name + "_" + std::to_string(std::get<0>(tested.param));
    });

TEST_F(CheckHealthyTest, AnyStatusOfTheOneWorkerThatRunsIsAnAnswer) {
  expect_healthy({}, stranger({"--status", "500"}), "2 served");
}

TEST_F(CheckHealthyTest, SmokeDemands2xx) {
  expect_healthy({"--smoke", "/health", "--smoke", "/docs"}, stranger(), "2 served");
  EXPECT_EQ(only_record().observation.smoke.size(), 2u);
}

TEST_F(CheckHealthyTest, SmokeWith404IsUnexpected) {
  const Ended ended = check({"--smoke", "/health"}, stranger({"--status", "404"}));
  EXPECT_EQ(ended.code, 1);
  EXPECT_TRUE(says(ended.output, "/health gave 404"));
  EXPECT_EQ(fates_of(only_record()), "2 served");
}

TEST_F(CheckHealthyTest, SlowStartIsWaitedFor) {
  expect_healthy({}, stranger({"--start-after", "1500"}), "2 served");
  EXPECT_GT(only_record().observation.seconds, 1.4);
}

TEST_F(CheckHealthyTest, HelperThatNeverListensIsNoWorker) {
  expect_healthy({"--worker-id", "isolate"}, stranger({"--helper"}), "2 served");
}

TEST_F(CheckHealthyTest, WorkersThatLeftTheSessionAreFoundAndEnded) {
  expect_healthy({"--workers", "3"}, stranger({"--setsid"}), "3 served");
}

TEST_F(CheckHealthyTest, WorkersThatIgnoreSigtermAreEnded) {
  expect_healthy({}, stranger({"--ignore-term", "--setsid"}), "2 served");
}

TEST_F(CheckHealthyTest, TracebackOfAnotherCallIsNotTheSignature) {
  expect_healthy({}, stranger({"--say", test_data("made_lookalike_kill.txt"), "--say-by", "all"}), "2 served");
}

TEST_F(CheckHealthyTest, ProseAboutTheErrorIsNotTheSignature) {
  expect_healthy({}, stranger({"--say", test_data("made_lookalike_prose.txt"), "--say-by", "parent"}), "2 served");
}

TEST_F(CheckHealthyTest, EnvironmentReachesTheServer) {
  const Words command = stranger();
  const std::string server = write_script("server", "[ \"$MOOD\" = 'quite fine' ] || exit 7\nexec \"$@\"\n");
  Words started{server};
  started.insert(started.end(), command.begin(), command.end());
  expect_healthy({"--env", "MOOD=quite fine"}, started, "2 served");
}

TEST_F(CheckHealthyTest, PlaceholdersWorkInTheEnvironment) {
  const std::string server =
      write_script("server", "exec " + stranger().front() + " --port \"$SERVER_PORT\" --workers \"$SERVER_WORKERS\"\n");
  expect_healthy({"--env", "SERVER_PORT={port}", "--env", "SERVER_WORKERS={workers}"}, {server}, "2 served");
}

TEST_F(CheckHealthyTest, WorkingFolderIsTheServersAndItsProgramIsFoundThere) {
  write("site/token", "here\n");
  write_script("site/server", "[ -e token ] || exit 7\nexec " + stranger().front() + " \"$@\"\n");
  expect_healthy({"--cwd", "site"}, {"./server", "--port", "{port}", "--workers", "{workers}"}, "2 served");
}

TEST_F(CheckHealthyTest, ReloadIsJudgedInBothGenerations) {
  const auto server = std::filesystem::path(stranger().front()).parent_path() / "fixture_server";
  expect_healthy({"--reload"},
                 {server.string(), "--loop", "epoll", "--reload", "all", "--watch", "{watch}", "--workers", "{workers}",
                  "--port", "{port}"},
                 "2 served | 2 served");
}

TEST_F(CheckHealthyTest, ReloadWithOneProcessIsJudgedInBothGenerations) {
  const auto server = std::filesystem::path(stranger().front()).parent_path() / "fixture_server";
  expect_healthy({"--reload", "single", "--workers", "3"},
                 {server.string(), "--loop", "select", "--reload", "single", "--watch", "{watch}", "--workers",
                  "{workers}", "--port", "{port}"},
                 "1 served | 1 served");
}

TEST_F(CheckHealthyTest, ReloadWithoutAWatchedFileSaysWhatWasNotJudged) {
  const Ended ended = check({"--reload"}, stranger());
  EXPECT_EQ(ended.code, 0);
  EXPECT_TRUE(says(ended.output, "Only the first generation was judged"));
  EXPECT_TRUE(says(ended.output, "{watch}"));
}

TEST_F(CheckHealthyTest, RecordsGoToTheCacheUnlessAskedOtherwise) {
  Words words{"check", "--"};
  const Words command = stranger();
  words.insert(words.end(), command.begin(), command.end());
  const Ended ended = run(words);
  EXPECT_EQ(ended.code, 0);
  EXPECT_TRUE(says(ended.output, folder() + "/cache/records/"));
}

}  // namespace
}  // namespace winerror87::tests
