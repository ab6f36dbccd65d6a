#include "harness/cli/options.hpp"

#include "harness/model/exit_code.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace winerror87 {
namespace {

constexpr const char* exit_codes =
    "Exit: 0 as expected, 1 not as expected, 125 cannot tell, 128 this machine cannot judge, 129 usage, 130/143 "
    "interrupted.";

constexpr int most_workers = 64;
constexpr int most_repeats = 100'000;
constexpr int most_jobs = 64;
constexpr double shortest_deadline = 0.01;
constexpr double longest_deadline = 24 * 3600;

// Not CLI::Range, which lets "nan" pass.
CLI::Validator deadline() {
  return CLI::Validator(
      [](const std::string& text) {
        double seconds = 0;
        const bool good =
            CLI::detail::lexical_cast(text, seconds) && seconds >= shortest_deadline && seconds <= longest_deadline;
        return good
                   ? std::string()
                   : fmt::format("{} is no number of seconds from {} to {}", text, shortest_deadline, longest_deadline);
      },
      "SECONDS");
}

void add_run(CLI::App& app, RunOptions& options) {
  CLI::App* run = app.add_subcommand("run", "Run the cells of case files and compare each with its expectation");
  run->footer(std::string("Examples:\n"
                          "  winerror87 run                              every default case\n"
                          "  winerror87 run 'handoff_by_loop/*workers=2*'  some cells of it\n"
                          "  winerror87 run mine.toml --repeat 20        a case file of one's own, 20 times\n"
                          "  winerror87 run --swap fixed=half_fix        must turn red: the half fix is started in "
                          "place of the fix\n\n") +
              exit_codes);
  run->add_option("selection", options.selections,
                  "Case files (*.toml, or an existing path), and globs over the names of cells, CASE/factor=level,... "
                  "With both, the globs choose among the cells of the files. Default: all default cases");
  run->add_option("--exclude", options.excluded, "Leave out the cells that this glob matches (may be repeated)")
      ->allow_extra_args(false);
  run->add_option("--repeat", options.repeat, "Run all of them so many times")
      ->check(CLI::Range(1, most_repeats))
      ->capture_default_str();
  run->add_option("--jobs", options.jobs, "Trials at the same time")
      ->check(CLI::Range(1, most_jobs))
      ->capture_default_str();
  run->add_option("--deadline", options.deadline_seconds, "Seconds after which a worker that told nothing is silent")
      ->check(deadline())
      ->capture_default_str();
  run->add_option("--record", options.record,
                  "Append the record of each trial to this file (JSON Lines). Default: a new file in the cache folder");
  run->add_option("--swap", options.swap, "PRESET=PRESET: start the second in place of the first; expectations stay");
  run->add_option("--allow-skip", options.excused,
                  "Skips whose reason holds this text do not make the run fail (may be repeated)")
      ->allow_extra_args(false);
}

void add_list(CLI::App& app, ListOptions& options) {
  CLI::App* list = app.add_subcommand("list", "Show the cells, with what is expected of each");
  list->footer(exit_codes);
  list->add_option("selection", options.selections, "Case files and globs, as for `run`. Default: every case");
}

void add_check(CLI::App& app, CheckArguments& options) {
  CLI::App* check = app.add_subcommand("check",
                                       "One trial of any server command: does each of its workers serve?\n"
                                       "winerror87 check [OPTIONS] -- COMMAND [ARGUMENT]...");
  check->footer(
      std::string(
          "{port} in the command is replaced by a free port, {workers} by --workers, {watch} by a file that is changed "
          "with --reload.\n"
          "A Windows program is run through Wine.\n\n"
          "Examples:\n"
          "  winerror87 check --workers 4 -- ./server --port {port} --workers {workers}\n"
          "  winerror87 check --smoke /health -- python.exe -m uvicorn app:app --port {port} --workers {workers}\n"
          "  git bisect run sh -c 'make || exit 125; winerror87 check -- ./server --port {port}'\n\n"
          "With --expect healthy (the default): 0 every worker served, 1 error 87 in any worker or a smoke path "
          "without 2xx,\n"
          "125 neither was shown. With --expect error-87: 0 error 87 in any worker, 1 every worker served, 125 "
          "neither.\n") +
      exit_codes);
  check->add_option("--workers", options.workers, "Processes that serve")
      ->check(CLI::Range(1, most_workers))
      ->capture_default_str();
  check
      ->add_option(
          "--reload", options.reload,
          "The server reloads: after the first generation the file {watch} is changed, and the second is judged too. "
          "`all` (the default): --workers processes serve; `single`: one does, as in uvicorn")
      ->expected(0, 1)
      ->default_str("all")
      ->check(CLI::IsMember({"all", "single"}));
  check->add_option("--expect", options.expect, "healthy, or error-87")
      ->check(CLI::IsMember({"healthy", "error-87"}))
      ->capture_default_str();
  check->add_option("--whoami", options.whoami, "The path that workers are asked for")->capture_default_str();
  check
      ->add_option("--worker-id", options.worker_id,
                   "How it is told which worker answered: isolate (all others are suspended), body (a number, or JSON "
                   "with \"pid\"), header:NAME")
      ->capture_default_str();
  check
      ->add_option("--smoke", options.smoke,
                   "A path that must give 2xx once all workers are accounted for (may be repeated)")
      ->allow_extra_args(false);
  check->add_option("--env", options.environment, "K=V for the server's environment (may be repeated)")
      ->allow_extra_args(false);
  check->add_option("--cwd", options.folder, "The server's working folder");
  check->add_option("--runner", options.runner, "auto (Wine for a Windows program), wine, native")
      ->check(CLI::IsMember({"auto", "wine", "native"}))
      ->capture_default_str();
  check->add_option("--host", options.host, "The address that the server listens on")->capture_default_str();
  check->add_option("--port", options.port, "The port that the server listens on, if {port} is not in its command")
      ->check(CLI::Range(1, 65535));
  check->add_option("--deadline", options.deadline_seconds, "Seconds after which a worker that told nothing is silent")
      ->check(deadline())
      ->capture_default_str();
  check->add_option("--record", options.record,
                    "Append the record to this file (JSON Lines). Default: a new file in the cache folder");
}

// What follows the first bare "--" is the server's command, and none of our business.
std::vector<std::string> split_off_command(int& count, const char* const* words) {
  const auto end = words + count;
  const auto dashes = std::find_if(words, end, [](const char* word) { return std::string_view(word) == "--"; });
  if (dashes == end) return {};
  count = static_cast<int>(dashes - words);
  return {dashes + 1, end};
}

bool is_help(std::string_view word) {
  return word == "-h" || word == "--help";
}

}  // namespace

std::variant<Options, int> parse_command_line(int count, const char* const* words) {
  CLI::App app(
      "Reproduction and regression test harness for the WinError 87 bug: a listening socket shared by worker processes "
      "that "
      "each register it with a completion port of their own.");
  app.name("winerror87");
  app.footer(std::string("`winerror87 COMMAND --help` tells more.\n") + exit_codes);
  app.require_subcommand(1);
  app.set_version_flag("--version", "winerror87 " WINERROR87_VERSION);
  RunOptions run;
  ListOptions list;
  CheckArguments check;
  add_run(app, run);
  add_list(app, list);
  add_check(app, check);
  const std::string_view first = count > 1 ? words[1] : "";
  const bool known =
      !app.get_subcommands([&](const CLI::App* command) { return command->get_name() == first; }).empty();
  if (!first.empty() && first.front() != '-' && !known) {
    fmt::print(stderr, "winerror87: there is no command \"{}\". Commands: run, list, check.\n", first);
    return static_cast<int>(ExitCode::usage);
  }
  if (first == "check") {
    const bool asks_for_help = std::any_of(words, words + count, is_help);
    check.command = split_off_command(count, words);
    if (check.command.empty() && !asks_for_help) {
      fmt::print(stderr,
                 "check: there is no command. Say what starts the server, after \"--\": winerror87 check -- ./server "
                 "--port {{port}}\n");
      return static_cast<int>(ExitCode::usage);
    }
  }
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::usage);
  }
  if (app.got_subcommand("run")) return Options(std::move(run));
  if (app.got_subcommand("list")) return Options(std::move(list));
  if (app.get_subcommand("check")->count("--reload") > 0 && check.reload.empty()) check.reload = "all";
  return Options(std::move(check));
}

}  // namespace winerror87
