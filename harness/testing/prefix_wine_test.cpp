// Wine's server is shared by all runs of a user and ends with the last; a prefix that does not work is told, with what
// to do. Each test has a prefix of its own.
#include "harness/record/record_file.hpp"
#include "harness/testing/wine_fixture.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace winerror87::tests {
namespace {

namespace fs = std::filesystem;

constexpr auto long_enough = std::chrono::seconds(100);

class SharedServerTest : public WineProgramTest {
 protected:
  // A run of some cells, with records of its own.
  std::unique_ptr<StartedProgram> start_run(const std::string& name, const std::string& repeat) {
    return start({"run", "handoff_by_loop/*workers=2,reload=off", "--repeat", repeat, "--record", records_of(name)});
  }
  std::string records_of(const std::string& name) const { return folder() + "/" + name + ".jsonl"; }
  std::size_t lines_in(const std::string& name) const {
    std::ifstream stream(records_of(name));
    return static_cast<std::size_t>(std::count(std::istreambuf_iterator<char>(stream), {}, '\n'));
  }
  bool goes_on(const std::string& name) {
    const std::size_t now = lines_in(name);
    return wait_until([&] { return lines_in(name) > now; }, long_enough);
  }
  void expect_all_expected(const std::string& name) const {
    const auto read = read_records(records_of(name));
    ASSERT_TRUE(read.has_value());
    for (const Record& record : read->records) {
      EXPECT_EQ(record.verdict.status, Status::expected) << record.cell << ": " << record.verdict.reason;
    }
  }
  void expect_green(StartedProgram& program, const std::string& name) const {
    const Ended ended = program.wait();
    EXPECT_EQ(ended.code, 0) << ended.output;
    expect_all_expected(name);
  }
  // Ends a run that goes on; what it had recorded until then must be as expected.
  void expect_goes_on_well(StartedProgram& program, const std::string& name) {
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(goes_on(name)) << program.output();
    program.signal(SIGINT);
    EXPECT_EQ(program.wait().code, 130);
    expect_all_expected(name);
  }
};

TEST_F(SharedServerTest, LaterRunDoesNotEndItUnderAnEarlierOne) {
  use_own_prefix();
  const auto first = start_run("first", "1000");
  ASSERT_TRUE(goes_on("first")) << first->output();
  expect_green(*start_run("second", "1"), "second");
  expect_goes_on_well(*first, "first");
  expect_nothing_left();
}

TEST_F(SharedServerTest, RunThatStartedItDoesNotEndItUnderALaterOne) {
  use_own_prefix();
  const auto first = start_run("first", "5");
  ASSERT_TRUE(goes_on("first")) << first->output();
  const auto second = start_run("second", "1000");
  ASSERT_TRUE(goes_on("second")) << second->output();
  expect_green(*first, "first");
  expect_goes_on_well(*second, "second");
  // It is the guard of the first that ends the server, when the second lets it go.
  expect_all_gone_soon();
}

TEST_F(SharedServerTest, RunThatStartedItIsKilledUnderALaterOne) {
  use_own_prefix();
  const auto first = start_run("first", "1000");
  ASSERT_TRUE(goes_on("first")) << first->output();
  const auto second = start_run("second", "1000");
  ASSERT_TRUE(goes_on("second")) << second->output();
  first->signal(SIGKILL);
  first->wait();
  expect_goes_on_well(*second, "second");
  expect_all_gone_soon();
}

TEST_F(SharedServerTest, KilledRunTakesItAlong) {
  use_own_prefix();
  const auto only = start_run("only", "1000");
  ASSERT_TRUE(goes_on("only")) << only->output();
  only->signal(SIGKILL);
  only->wait();
  expect_all_gone_soon();
}

TEST_F(SharedServerTest, InterruptedRunTakesItAlong) {
  use_own_prefix();
  const auto only = start_run("only", "1000");
  ASSERT_TRUE(goes_on("only")) << only->output();
  only->signal(SIGINT);
  EXPECT_EQ(only->wait().code, 130);
  expect_nothing_left();
}

class BrokenPrefixTest : public WineProgramTest {
 protected:
  void expect_told() {
    const Ended of_run = run({"run", "handoff_by_loop/*workers=2,reload=off", "--record", record_file()});
    EXPECT_EQ(of_run.code, 128) << of_run.output;
    EXPECT_TRUE(says(of_run.output, "4 skipped"));
    EXPECT_TRUE(says(of_run.output, folder() + "/cache/prefixes/"));
    EXPECT_TRUE(says(of_run.output, "Remove that folder"));

    const Ended of_check = check({}, {windows_server(), "--port", "{port}"});
    EXPECT_EQ(of_check.code, 128) << of_check.output;
    EXPECT_TRUE(says(of_check.output, "Remove that folder"));
  }
};

TEST_F(BrokenPrefixTest, EmptyButForTheMark) {
  const fs::path prefix = use_own_prefix();
  fs::remove_all(prefix);
  fs::create_directories(prefix);
  std::ofstream(prefix / ".winerror87-ready") << wine().version << '\n';
  expect_told();
}

TEST_F(BrokenPrefixTest, RegistryThatIsNone) {
  const fs::path prefix = use_own_prefix();
  // Removed first: the file may be a link to that of the user's own prefix.
  fs::remove(prefix / "system.reg");
  std::ofstream(prefix / "system.reg") << "this is no registry\n";
  expect_told();
}

TEST_F(BrokenPrefixTest, WithoutItsDrives) {
  const fs::path prefix = use_own_prefix();
  fs::remove_all(prefix / "dosdevices");
  std::ofstream(prefix / "dosdevices") << "no folder\n";
  expect_told();
}

TEST_F(BrokenPrefixTest, WithoutItsSystem) {
  const fs::path prefix = use_own_prefix();
  fs::remove_all(prefix / "drive_c" / "windows");
  expect_told();
}

TEST_F(BrokenPrefixTest, HalfMadeOneIsMadeAnew) {
  const fs::path prefix = use_own_prefix();
  fs::remove(prefix / ".winerror87-ready");
  fs::remove_all(prefix / "drive_c");
  const Ended ended = run({"run", "handoff_by_loop/*workers=2,reload=off", "--record", record_file()});
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_TRUE(says(ended.output, "making a Wine prefix of our own"));
}

}  // namespace
}  // namespace winerror87::tests
