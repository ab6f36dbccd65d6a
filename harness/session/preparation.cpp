#include "harness/session/preparation.hpp"

#include "harness/launch/subject_command.hpp"
#include "harness/platform/port.hpp"

#include <fmt/format.h>

#include <fstream>

namespace winerror87 {
namespace {

std::string key_of(const Subject& subject, const Factors& factors) {
  return subject_with_release(subject, factors) + "/" + factors.text("python");
}

bool is_interruption(const Error& error) {
  return error.exit == ExitCode::interrupted || error.exit == ExitCode::terminated;
}

}  // namespace

std::string subject_with_release(const Subject& subject, const Factors& factors) {
  const Level* release = factors.find("release");
  return release ? subject.name + "@" + release->text : subject.name;
}

Result<Preparation> Preparation::make(const std::vector<Question>& questions, std::vector<PlannedTrial>& plan,
                                      const std::optional<Wine>& wine, Sink& sink) {
  Preparation prepared;
  const Progress progress = [&](const std::string& what) { sink.preparing(what); };
  std::optional<std::string> no_server;
  std::map<std::string, std::string> not_obtained;
  for (PlannedTrial& planned : plan) {
    if (planned.skip || planned.cell.platform != Platform::wine) continue;
    if (!prepared.server_ && !no_server) {
      sink.preparing("starting Wine");
      auto server = WineServer::hold(*wine, progress);
      if (server)
        prepared.server_ = std::move(*server);
      else if (is_interruption(server.error()))
        return server.error();
      else
        no_server = server.error().message;
    }
    if (no_server) {
      planned.skip = Skip{*no_server, true};
      continue;
    }
    const Subject& subject = questions[planned.question].subject;
    const std::string key = key_of(subject, planned.started);
    if (!subject.obtain || prepared.obtained_.contains(key)) continue;
    if (!not_obtained.contains(key)) {
      auto obtained = obtain(subject, planned.started.text("release"), planned.started.text("python"), *wine, progress);
      if (obtained) {
        prepared.obtained_[key] = std::move(*obtained);
        continue;
      }
      if (is_interruption(obtained.error()) || obtained.error().exit == ExitCode::usage) return obtained.error();
      not_obtained[key] = obtained.error().message;
    }
    planned.skip = Skip{not_obtained[key], true};
  }
  return prepared;
}

Result<Trial> Preparation::trial_of(const PlannedTrial& planned, const Subject& subject,
                                    const std::optional<Wine>& wine, std::chrono::milliseconds deadline,
                                    const TemporaryFolder& folder) const {
  Trial trial;
  trial.workers = subject.workers(planned.started);
  trial.generations = subject.reload_rule(planned.started).generations;
  trial.deadline = deadline;
  trial.watch_file = (folder.path() / "watched.py").string();
  std::ofstream(trial.watch_file) << "# generation 1\n";

  Questions& questions = trial.questions;
  questions.identify = subject.identify;
  questions.header = subject.header;
  questions.whoami = subject.whoami;
  questions.smoke = subject.smoke;
  questions.windows_pids = planned.cell.platform == Platform::wine;

  Surroundings around;
  around.platform = planned.cell.platform;
  around.watch_file = trial.watch_file;
  if (wants_port(subject)) {
    const auto port = free_port(questions.host);
    if (!port) return port.error();
    questions.port = around.port = *port;
  }
  if (const auto found = obtained_.find(key_of(subject, planned.started)); found != obtained_.end()) {
    around.python = found->second.python;
    around.packages = found->second.packages;
  }
  auto command = subject_command(subject, planned.started, around, wine ? &*wine : nullptr);
  if (!command) return command.error();
  trial.command = std::move(*command);
  return trial;
}

}  // namespace winerror87
