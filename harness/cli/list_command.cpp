#include "harness/cli/commands.hpp"
#include "harness/cli/selection.hpp"
#include "harness/report/terminal.hpp"

#include <fmt/format.h>

namespace winerror87 {

Result<ExitCode> list_command(const ListOptions& options) {
  auto selection = select(options.selections, true);
  if (!selection) return selection.error();
  auto machine = look_at_machine();
  if (!machine) return machine.error();
  PlanOptions wanted;
  wanted.patterns = selection->patterns;
  auto plan = make_plan(selection->questions, machine->host, wanted);
  if (!plan) return plan.error();
  std::string last;
  for (const PlannedTrial& planned : *plan) {
    const Case& asked = selection->questions[planned.question].asked;
    if (asked.name != last)
      fmt::print("{}# {}{}: {}\n", last.empty() ? "" : "\n", asked.name, asked.is_default ? "" : " (not by default)",
                 asked.question);
    last = asked.name;
    fmt::print("{:<76}  {:<8}{}{}\n", planned.cell.name, to_string(planned.cell.platform),
               counts_text(planned.cell.expected),
               planned.skip ? "  (would be skipped: " + planned.skip->reason + ")" : "");
  }
  return ExitCode::as_expected;
}

}  // namespace winerror87
