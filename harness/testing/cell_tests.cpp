#include "harness/testing/cell_tests.hpp"

#include "harness/cli/default_record.hpp"
#include "harness/cli/selection.hpp"
#include "harness/platform/own_program.hpp"
#include "harness/report/terminal.hpp"
#include "harness/session/session.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tools/testing/run_all_tests.hpp"
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace winerror87 {
namespace {

constexpr auto deadline = std::chrono::seconds(60);

// Everything that the tests of one process share.
struct Shared {
  Selection selection;
  Machine machine;
};

// Tells a failed assertion what a person would read at the end of a run.
class LastRecord final : public Sink {
 public:
  void preparing(const std::string& what) override { fmt::print("{} ...\n", what); }
  void running(const std::string&, int) override {}
  void finished(const Record& record) override { record_ = record; }
  const Record& record() const { return record_; }

 private:
  Record record_;
};

class CellTest : public ::testing::Test {
 public:
  CellTest(const Shared& shared, PlannedTrial planned) : shared_(shared), planned_(std::move(planned)) {}

  void TestBody() override {
    SessionOptions options;
    options.deadline = deadline;
    options.run = new_run_id();
    options.wine = shared_.machine.wine;
    options.rerun_prefix = "winerror87 run";
    auto records = open_records((own_folder().parent_path() / "records" / "ctest.jsonl").string(), options.run);
    ASSERT_TRUE(records.has_value()) << records.error().message;
    LastRecord sink;
    const auto tally = run_session(shared_.selection.questions, {planned_}, options, *records, sink);
    ASSERT_TRUE(tally.has_value()) << tally.error().message;
    if (sink.record().verdict.status == Status::skipped) GTEST_SKIP() << harmless(sink.record().verdict.reason);
    if (tally->expected != 1) {
      TerminalReport(stdout, stdout, {}, {}).tell(sink.record());
      FAIL() << to_string(sink.record().verdict.status) << ": " << harmless(sink.record().verdict.reason);
    }
  }

 private:
  const Shared& shared_;
  PlannedTrial planned_;
};

std::string label_of(const PlannedTrial& planned, const Shared& shared) {
  if (shared.selection.questions[planned.question].subject.obtain) return "real";
  return std::string(to_string(planned.cell.platform));
}

Result<void> register_cells(Shared& shared, const std::string& label) {
  auto selection = select({}, true);
  if (!selection) return selection.error();
  auto machine = look_at_machine();
  if (!machine) return machine.error();
  shared = {std::move(*selection), std::move(*machine)};
  auto plan = make_plan(shared.selection.questions, shared.machine.host, {});
  if (!plan) return plan.error();
  for (const PlannedTrial& planned : *plan) {
    if (label_of(planned, shared) != label) continue;
    ::testing::RegisterTest(planned.cell.case_name.c_str(), to_string(planned.cell.factors).c_str(), nullptr, nullptr,
                            __FILE__, __LINE__,
                            [&shared, planned]() -> ::testing::Test* { return new CellTest(shared, planned); });
  }
  return {};
}

}  // namespace

int run_cell_tests(const std::string& label, int count, char** words) {
  adopt_orphans();
  ::testing::InitGoogleTest(&count, words);
  Shared shared;
  if (auto registered = register_cells(shared, label); !registered) {
    fmt::print(stderr, "{}\n", registered.error().message);
    return static_cast<int>(registered.error().exit);
  }
  return tests::run_all_tests();
}

}  // namespace winerror87
