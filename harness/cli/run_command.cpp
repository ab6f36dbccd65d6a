#include "harness/cli/commands.hpp"
#include "harness/cli/default_record.hpp"
#include "harness/cli/selection.hpp"
#include "harness/cli/shell_words.hpp"
#include "harness/platform/terminal.hpp"
#include "harness/report/finding.hpp"
#include "harness/report/terminal.hpp"
#include "harness/session/session.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>

namespace winerror87 {
namespace {

Result<std::optional<Swap>> parse_swap(const std::string& text) {
  if (text.empty()) return std::optional<Swap>();
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    return usage_error(fmt::format("--swap {}: say PRESET=PRESET, for example fixed=half_fix.", text));
  }
  return std::optional<Swap>(Swap{text.substr(0, equals), text.substr(equals + 1)});
}

// A sink that also gathers what the run shows as a whole.
class Reports final : public Sink {
 public:
  explicit Reports(TerminalReport& terminal) : terminal_(terminal) {}
  void preparing(const std::string& what) override { terminal_.preparing(what); }
  void running(const std::string& cell, int seconds) override { terminal_.running(cell, seconds); }
  void finished(const Record& record) override {
    terminal_.finished(record);
    finding_.add(record);
    if (example_.empty() || record.verdict.status == Status::unexpected) example_ = record.rerun;
  }
  std::string finding() const { return finding_.sentence(); }
  const std::string& example() const { return example_; }

 private:
  TerminalReport& terminal_;
  Finding finding_;
  std::string example_;
};

SessionOptions session_options(const RunOptions& options, const Selection& selection, const Machine& machine,
                               const std::string& program) {
  SessionOptions session;
  session.jobs = options.jobs;
  session.deadline = std::chrono::milliseconds(static_cast<long>(options.deadline_seconds * 1000));
  session.run = new_run_id();
  session.wine = machine.wine;
  session.excused = options.excused;
  session.rerun_prefix = shell_word(program) + " run";
  if (selection.from_files) {
    for (const Question& question : selection.questions)
      session.rerun_prefix += " " + shell_word(question.asked.place.file);
  }
  if (!options.swap.empty()) session.rerun_suffix = " --swap " + shell_word(options.swap);
  return session;
}

}  // namespace

Result<ExitCode> run_command(const RunOptions& options, const std::string& program) {
  auto selection = select(options.selections, false);
  if (!selection) return selection.error();
  auto swap = parse_swap(options.swap);
  if (!swap) return swap.error();
  auto machine = look_at_machine();
  if (!machine) return machine.error();
  const PlanOptions wanted{selection->patterns, options.excluded, *swap, options.repeat};
  auto plan = make_plan(selection->questions, machine->host, wanted);
  if (!plan) return plan.error();
  if (plan->empty())
    return usage_error(
        "No cell is left to run: the selected cases are for other platforms, or all cells were excluded.");

  const SessionOptions session = session_options(options, *selection, *machine, program);
  auto records = open_records(options.record, session.run);
  if (!records) return records.error();
  std::map<std::string, std::string> questions;
  for (const Question& question : selection->questions) questions[question.asked.name] = question.asked.question;
  TerminalReport terminal(stdout, stderr, {output_takes_colour(), true}, questions);
  Reports reports(terminal);
  const auto tally = run_session(selection->questions, std::move(*plan), session, *records, reports);
  if (!tally) {
    return Error{tally.error().exit,
                 fmt::format("{}\nRecords so far: {}", tally.error().message, records->path().string())};
  }
  terminal.end(*tally);
  // Under --swap the cells were not started with the levels that they are named by.
  std::string last_words = options.swap.empty() ? reports.finding() : fmt::format("Swapped: {}.", options.swap);
  if (!options.excluded.empty()) {
    last_words +=
        fmt::format("{}Left out, so not shown: {}.", last_words.empty() ? "" : " ", fmt::join(options.excluded, ", "));
  }
  if (!last_words.empty()) fmt::print("\n{}\n", last_words);
  fmt::print("Records: {}\nOne cell again: {}\n", records->path().string(), reports.example());
  return exit_code_of(*tally);
}

}  // namespace winerror87
