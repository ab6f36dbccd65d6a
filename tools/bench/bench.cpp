// Times cells against the floor under them (floor.hpp), both in one run, in turns: machines are noisy, a ratio holds.
//
//   winerror87_bench [--rounds N] [--bar RATIO] [GLOB...]
//
// Prints milliseconds per trial (median) of the harness and of the floor, and the ratio of the medians, for each cell
// and for all. Exit: 0; 1 if --bar is given and the ratio over all cells is above it; 128 without Wine; 129 usage.
#include "harness/cli/default_record.hpp"
#include "harness/cli/selection.hpp"
#include "harness/launch/subject_command.hpp"
#include "harness/platform/own_program.hpp"
#include "harness/platform/temporary_folder.hpp"
#include "harness/session/session.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "tools/bench/floor.hpp"
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <string>
#include <vector>

extern char** environ;

namespace {

using namespace winerror87;
using Clock = std::chrono::steady_clock;

constexpr int trials_per_turn = 4;

double milliseconds_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.empty() ? 0 : values.size() % 2 ? values[half] : (values[half - 1] + values[half]) / 2;
}

// Takes the time from one finished trial to the next: launch, judgement and record, with all that a run does between.
class Stopwatch final : public Sink {
 public:
  void preparing(const std::string&) override {}
  void running(const std::string&, int) override {}
  void finished(const Record& record) override {
    all_expected = all_expected && record.verdict.status == Status::expected;
    if (seen_++ > 0) times.push_back(milliseconds_since(last_));
    last_ = Clock::now();
  }
  std::vector<double> times;
  bool all_expected = true;

 private:
  int seen_ = 0;
  Clock::time_point last_;
};

Result<bench::FloorTrial> floor_trial(const PlannedTrial& planned, const Subject& subject, const Machine& machine,
                                      const std::string& watch) {
  Surroundings around;
  around.platform = planned.cell.platform;
  around.watch_file = watch;
  auto command = subject_command(subject, planned.started, around, machine.wine ? &*machine.wine : nullptr);
  if (!command) return command.error();
  bench::FloorTrial trial;
  trial.argv.push_back(command->program);
  trial.argv.insert(trial.argv.end(), command->arguments.begin(), command->arguments.end());
  for (char** entry = environ; *entry; ++entry) trial.environment.emplace_back(*entry);
  for (const auto& [name, value] : command->environment) {
    std::erase_if(trial.environment,
                  [&, &wanted = name](const std::string& pair) { return pair.starts_with(wanted + "="); });
    trial.environment.push_back(name + "=" + value);
  }
  trial.watch_file = watch;
  trial.workers = planned.cell.workers;
  trial.generations = static_cast<int>(planned.cell.expected.size());
  return trial;
}

struct Options {
  std::vector<std::string> patterns;
  int rounds = 5;
  double bar = 0;
};

Result<double> compare(const Options& options, const Selection& selection, const Machine& machine,
                       const PlannedTrial& planned, RecordFile& records) {
  const Subject& subject = selection.questions[planned.question].subject;
  const auto folder = TemporaryFolder::make();
  if (!folder) return folder.error();
  const auto floor = floor_trial(planned, subject, machine, (folder->path() / "watched.py").string());
  if (!floor) return floor.error();
  SessionOptions session;
  session.run = new_run_id();
  session.wine = machine.wine;
  std::vector<double> of_harness, of_floor;
  for (int round = 0; round < options.rounds; ++round) {
    for (int i = 0; i < trials_per_turn; ++i) {
      const auto begin = Clock::now();
      if (bench::run_floor(*floor) < 0) return machine_error("The floor could not run " + planned.cell.name + ".");
      of_floor.push_back(milliseconds_since(begin));
    }
    Stopwatch watch;
    const std::vector<PlannedTrial> plan(trials_per_turn + 1, planned);
    if (auto tally = run_session(selection.questions, plan, session, records, watch); !tally) return tally.error();
    if (!watch.all_expected)
      return machine_error(planned.cell.name + " did not come out as expected; see " + records.path().string());
    of_harness.insert(of_harness.end(), watch.times.begin(), watch.times.end());
  }
  const double ratio = median(of_harness) / median(of_floor);
  fmt::print("{:<76}{:>9.1f}{:>9.1f}{:>8.2f}\n", planned.cell.name, median(of_harness), median(of_floor), ratio);
  std::fflush(stdout);
  return ratio;
}

Result<ExitCode> run(const Options& options) {
  auto selection = select(options.patterns, false);
  if (!selection) return selection.error();
  auto machine = look_at_machine();
  if (!machine) return machine.error();
  auto plan = make_plan(selection->questions, machine->host, {selection->patterns, {}, {}, 1});
  if (!plan) return plan.error();
  if (!machine->wine) return machine_error(machine->host.lacking[Platform::wine]);
  auto server = WineServer::hold(*machine->wine, [](const std::string& what) { fmt::print(stderr, "{} ...\n", what); });
  if (!server) return server.error();
  auto records = open_records("", "bench-" + new_run_id());
  if (!records) return records.error();
  fmt::print("{:<76}{:>9}{:>9}{:>8}\n", "cell", "harness", "floor", "ratio");
  std::vector<double> ratios;
  for (const PlannedTrial& planned : *plan) {
    auto ratio = compare(options, *selection, *machine, planned, *records);
    if (!ratio) return ratio.error();
    ratios.push_back(*ratio);
  }
  const double all = median(ratios);
  fmt::print("{:<94}{:>8.2f}\n",
             fmt::format("median of {} cells (milliseconds per trial, median of {})", ratios.size(),
                         options.rounds * trials_per_turn),
             all);
  return options.bar > 0 && all > options.bar ? ExitCode::unexpected : ExitCode::as_expected;
}

}  // namespace

int main(int count, char** words) {
  adopt_orphans();
  Options options;
  CLI::App app("Times cells of the fixture server against the floor under them");
  app.add_option("glob", options.patterns, "Cells, as for `winerror87 run`");
  app.add_option("--rounds", options.rounds, "Turns of the harness and the floor")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  app.add_option("--bar", options.bar, "Fail if the median ratio is above this");
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::usage);
  }
  if (options.patterns.empty()) options.patterns = {"handoff_by_loop/handoff=duplicate*"};
  const auto exit = run(options);
  if (exit) return static_cast<int>(*exit);
  fmt::print(stderr, "{}\n", exit.error().message);
  return static_cast<int>(exit.error().exit);
}
