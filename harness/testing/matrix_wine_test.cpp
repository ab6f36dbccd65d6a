// The matrix with one preset started in place of another must turn red, and name each cell that differs; and `check`
// judges the same servers.
#include "harness/testing/wine_fixture.hpp"

#include <ostream>
#include <set>
#include <string>

namespace winerror87::tests {
namespace {

struct SwapCase {
  std::string name;
  std::string swap;
  Factors replaced;
  std::string told;  // of a cell with two workers
};

void PrintTo(const SwapCase& swap, std::ostream* out) {
  *out << swap.name;
}

class SwapTest : public WineProgramTest, public ::testing::WithParamInterface<SwapCase> {};

TEST_P(SwapTest, TurnsRedAndNamesEachCellThatDiffers) {
  const Ended ended = run({"run", "handoff_by_loop/*", "--swap", GetParam().swap, "--record", record_file()});
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_TRUE(says(ended.output, GetParam().told));
  std::size_t differing = 0;
  for (const Record& record : records()) {
    // A listener that only ever meets one worker takes its one association: broken and fixed come to the same.
    const bool same = record.factors.text("workers") == "1" && record.factors.text("reload") == "off";
    const bool differs = record.factors.includes(GetParam().replaced) && !same;
    EXPECT_EQ(record.verdict.status, differs ? Status::unexpected : Status::expected) << record.cell;
    if (!differs) continue;
    ++differing;
    EXPECT_TRUE(says(ended.output, "\nunexpected " + record.cell + "\n"));
    EXPECT_TRUE(says(ended.output, "'" + record.cell + "' --swap " + GetParam().swap));
  }
  EXPECT_EQ(records().size(), 36u);
  EXPECT_EQ(differing, 8u);
}

INSTANTIATE_TEST_SUITE_P(Presets, SwapTest,
                         ::testing::Values(SwapCase{"fixed_by_half_fix",
                                                    "fixed=half_fix",
                                                    {{"handoff", {"duplicate"}}, {"loop", {"select"}}},
                                                    "expected 2 served, observed 1 served, 1 error-87"},
                                           SwapCase{"broken_by_fixed",
                                                    "broken=fixed",
                                                    {{"handoff", {"inherit"}}, {"loop", {"iocp"}}},
                                                    "expected 1 served, 1 error-87, observed 2 served"}),
                         [](const auto& tested) { return tested.param.name; });

class CheckUnderWineTest : public WineProgramTest {
 protected:
  Words server(const Words& options) const {
    Words words{windows_server(), "--port", "{port}", "--workers", "{workers}"};
    words.insert(words.end(), options.begin(), options.end());
    return words;
  }
};

TEST_F(CheckUnderWineTest, BrokenByIsolation) {
  const Ended ended = check({"--workers", "3"}, server({"--preset", "broken"}));
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_EQ(fates_of(only_record()), "1 served, 2 error-87");
  EXPECT_EQ(only_record().platform, Platform::wine);
}

TEST_F(CheckUnderWineTest, BrokenByBody) {
  const Ended ended = check({"--worker-id", "body"}, server({"--preset", "half_fix"}));
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_EQ(fates_of(only_record()), "1 served, 1 error-87");
}

TEST_F(CheckUnderWineTest, FixedInBothWays) {
  EXPECT_EQ(check({"--workers", "3"}, server({"--preset", "fixed"})).code, 0);
  EXPECT_EQ(check({"--workers", "3", "--worker-id", "body"}, server({"--preset", "fixed"})).code, 0);
  for (const Record& record : records()) EXPECT_EQ(fates_of(record), "3 served");
}

TEST_F(CheckUnderWineTest, ReloadOfTheBrokenOneFailsInEveryWorker) {
  const Ended ended = check({"--reload"}, server({"--preset", "broken", "--reload", "all", "--watch", "{watch}"}));
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_EQ(fates_of(only_record()), "1 served, 1 error-87 | 2 error-87");
}

TEST_F(CheckUnderWineTest, KilledHarnessLeavesNothing) {
  // What the deaf workers say goes nowhere, so the harness keeps asking them, one by one with the others suspended.
  const auto shell = wine().prefix / "drive_c" / "windows" / "system32" / "cmd.exe";
  const auto program = start(check_words({"--workers", "4", "--deadline", "140"}, record_file(),
                                         {shell.string(), "/c", windows_path(windows_server()), "--preset", "broken",
                                          "--workers", "4", "--port", "{port}", "2>nul"}));
  const auto some_are_suspended = [this] {
    for (const MarkedProcess& process : left()) {
      if (process.state == 'T') return true;
    }
    return false;
  };
  ASSERT_TRUE(wait_until(some_are_suspended, std::chrono::seconds(60))) << program->output();
  program->signal(SIGKILL);
  expect_all_gone_soon();
}

}  // namespace
}  // namespace winerror87::tests
