#include "harness/cli/commands.hpp"
#include "harness/cli/default_record.hpp"
#include "harness/cli/shell_words.hpp"
#include "harness/launch/placeholders.hpp"
#include "harness/launch/wine.hpp"
#include "harness/platform/port.hpp"
#include "harness/platform/run_program.hpp"
#include "harness/platform/temporary_folder.hpp"
#include "harness/platform/terminal.hpp"
#include "harness/report/terminal.hpp"
#include "harness/session/session.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace winerror87 {
namespace {

constexpr std::string_view header_prefix = "header:";

Result<Questions> questions_of(const CheckArguments& arguments) {
  Questions questions;
  questions.host = arguments.host;
  questions.whoami = arguments.whoami;
  questions.smoke = arguments.smoke;
  if (arguments.worker_id.starts_with(header_prefix) && arguments.worker_id.size() > header_prefix.size()) {
    questions.identify = Identify::header;
    questions.header = arguments.worker_id.substr(header_prefix.size());
  } else {
    const auto identify = identify_from(arguments.worker_id);
    if (!identify || *identify == Identify::announce || *identify == Identify::header) {
      return usage_error(fmt::format("--worker-id {}: say isolate, body, or header:NAME.", arguments.worker_id));
    }
    questions.identify = *identify;
  }
  if (!arguments.whoami.starts_with('/')) {
    return usage_error(fmt::format("--whoami {}: a path begins with \"/\".", arguments.whoami));
  }
  for (const std::string& path : arguments.smoke) {
    if (!path.starts_with('/')) return usage_error(fmt::format("--smoke {}: a path begins with \"/\".", path));
  }
  return questions;
}

bool mentions(const std::vector<std::string>& words, std::string_view placeholder) {
  return std::any_of(words.begin(), words.end(),
                     [&](const std::string& w) { return w.find(placeholder) != std::string::npos; });
}

// The program of the command, by its path; through Wine if it is a Windows program or was asked for.
Result<bool> resolve_program(const CheckArguments& arguments, Command& command) {
  std::string program = find_program(command.program);
  if (program.empty() && !command.folder.empty() && command.program.find('/') != std::string::npos) {
    program = find_program((std::filesystem::path(command.folder) / command.program).string());
  }
  if (program.empty()) {
    return usage_error(
        fmt::format("There is no program {}. Give a path, or a name on the PATH.", shell_word(command.program)));
  }
  const bool windows = is_windows_program(program);
  if (arguments.runner == "wine" && !windows) {
    return usage_error(fmt::format("--runner wine: {} is not a Windows program.", program));
  }
  command.program = program;
  return arguments.runner == "wine" || (arguments.runner == "auto" && windows);
}

Result<void> add_environment(const CheckArguments& arguments, Command& command) {
  for (const std::string& pair : arguments.environment) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0) return usage_error(fmt::format("--env {}: say NAME=VALUE.", pair));
    command.environment.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
  }
  return {};
}

std::string rerun_command(const CheckArguments& arguments, const std::string& program) {
  const CheckArguments usual;
  std::string text = fmt::format("{} check --workers {}", shell_word(program), arguments.workers);
  const auto add = [&](std::string_view name, const std::string& value, const std::string& otherwise) {
    if (value != otherwise) text += fmt::format(" {} {}", name, shell_word(value));
  };
  add("--reload", arguments.reload, usual.reload);
  add("--expect", arguments.expect, usual.expect);
  add("--whoami", arguments.whoami, usual.whoami);
  add("--worker-id", arguments.worker_id, usual.worker_id);
  add("--runner", arguments.runner, usual.runner);
  add("--cwd", arguments.folder, usual.folder);
  add("--host", arguments.host, usual.host);
  if (arguments.port) text += fmt::format(" --port {}", *arguments.port);
  if (arguments.deadline_seconds != usual.deadline_seconds)
    text += fmt::format(" --deadline {}", arguments.deadline_seconds);
  for (const std::string& path : arguments.smoke) text += " --smoke " + shell_word(path);
  for (const std::string& pair : arguments.environment) text += " --env " + shell_word(pair);
  text += " --";
  for (const std::string& word : arguments.command) text += " " + shell_word(word);
  return text;
}

Result<void> choose_port(const CheckArguments& arguments, Questions& questions) {
  if (arguments.port) {
    questions.port = static_cast<unsigned short>(*arguments.port);
    return {};
  }
  if (!mentions(arguments.command, "{port}") && !mentions(arguments.environment, "{port}")) {
    return usage_error("The server's port is not known: put {port} where its command takes the port, or say --port N.");
  }
  auto port = free_port(questions.host);
  if (!port) return port.error();
  questions.port = *port;
  return {};
}

Result<CheckOptions> prepare(const CheckArguments& arguments, const TemporaryFolder& folder,
                             const std::string& program) {
  CheckOptions options;
  auto questions = questions_of(arguments);
  if (!questions) return questions.error();
  Trial& trial = options.trial;
  trial.questions = std::move(*questions);
  if (auto chosen = choose_port(arguments, trial.questions); !chosen) return chosen.error();

  trial.command.folder = arguments.folder;
  std::error_code error;
  if (!arguments.folder.empty() && !std::filesystem::is_directory(arguments.folder, error)) {
    return usage_error(fmt::format("--cwd {}: there is no such folder.", arguments.folder));
  }
  trial.command.program = arguments.command.front();
  if (auto good = add_environment(arguments, trial.command); !good) return good.error();
  const auto through = resolve_program(arguments, trial.command);
  if (!through) return through.error();

  trial.watch_file = (folder.path() / "watched.py").string();
  std::ofstream(trial.watch_file) << "# generation 1\n";
  const bool watches = mentions(arguments.command, "{watch}") || mentions(arguments.environment, "{watch}");
  trial.generations = !arguments.reload.empty() && watches ? 2 : 1;
  trial.workers = arguments.reload == "single" ? 1 : arguments.workers;
  trial.deadline = std::chrono::milliseconds(static_cast<long>(arguments.deadline_seconds * 1000));
  trial.questions.windows_pids = *through;

  const Placeholders values{{"port", std::to_string(*trial.questions.port)},
                            {"workers", std::to_string(arguments.workers)},
                            {"watch", *through ? windows_path(trial.watch_file) : trial.watch_file}};
  for (std::size_t i = 1; i < arguments.command.size(); ++i)
    trial.command.arguments.push_back(filled_in(arguments.command[i], values));
  for (auto& [name, value] : trial.command.environment) value = filled_in(value, values);
  options.platform = Platform::posix;
  if (*through) {
    auto wine = find_wine();
    if (!wine) return wine.error();
    trial.command = through_wine(trial.command, *wine);
    options.wine = std::move(*wine);
    options.platform = Platform::wine;
  }
  options.expected = arguments.expect == "healthy" ? Health::healthy : Health::error_87;
  options.run = new_run_id();
  options.name =
      fmt::format("check/workers={},reload={}", arguments.workers, arguments.reload.empty() ? "off" : arguments.reload);
  options.rerun = rerun_command(arguments, program);
  return options;
}

ExitCode exit_code_of(Status status) {
  switch (status) {
    case Status::expected:
      return ExitCode::as_expected;
    case Status::unexpected:
      return ExitCode::unexpected;
    case Status::undecided:
      return ExitCode::cannot_tell;
    case Status::skipped:
      return ExitCode::cannot_judge;
  }
  return ExitCode::cannot_judge;
}

}  // namespace

Result<ExitCode> check_command(const CheckArguments& arguments, const std::string& program) {
  auto folder = TemporaryFolder::make();
  if (!folder) return folder.error();
  const auto options = prepare(arguments, *folder, program);
  if (!options) return options.error();
  auto records = open_records(arguments.record, options->run);
  if (!records) return records.error();
  TerminalReport terminal(stdout, stderr, {output_takes_colour(), false}, {});
  const auto record = run_check(*options, *records, terminal);
  if (!record) return record.error();
  terminal.tell(*record);
  if (!arguments.reload.empty() && options->trial.generations == 1) {
    fmt::print(
        "Only the first generation was judged: no {{watch}} in the command says which file makes the server reload.\n");
  }
  fmt::print("Record: {}\n", records->path().string());
  return exit_code_of(record->verdict.status);
}

}  // namespace winerror87
