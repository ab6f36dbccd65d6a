#include "harness/platform/run_program.hpp"

#include "harness/platform/process_tree.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/process/v2/environment.hpp>

#include <csignal>
#include <filesystem>

namespace winerror87 {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kept_output = 256 * 1024;

std::string last_line_of(const std::string& text) {
  const std::size_t end = text.find_last_not_of("\r\n");
  if (end == std::string::npos) return "";
  const std::size_t begin = text.find_last_of("\r\n", end);
  return text.substr(begin == std::string::npos ? 0 : begin + 1,
                     end - (begin == std::string::npos ? 0 : begin + 1) + 1);
}

}  // namespace

Result<ProgramOutcome> run_program(const Command& command, std::chrono::seconds longest,
                                   const std::function<void(const std::string&)>& tick) {
  asio::io_context context{1};
  ProgramOutcome outcome;
  std::string failure;
  int interrupted_by = 0;
  std::unique_ptr<ProcessTree> tree;
  asio::steady_timer limit(context);
  asio::steady_timer second(context);
  asio::signal_set signals(context, SIGINT, SIGTERM);

  ProcessTree::Handlers handlers;
  handlers.output = [&](Stream, std::string_view bytes) {
    outcome.output += bytes;
    if (outcome.output.size() > 2 * kept_output) outcome.output.erase(0, outcome.output.size() - kept_output);
  };
  handlers.not_started = [&](const std::string& why) { failure = "could not be started: " + why; };
  handlers.root_ended = [&](ProcessEnd end) {
    outcome.code = end.by_signal ? 128 + end.code : end.code;
    tree->end();
  };
  handlers.guard_lost = [&] { failure = "was ended: its guard process was killed"; };
  handlers.gone = [&] {
    limit.cancel();
    second.cancel();
    signals.cancel();
  };
  auto started = ProcessTree::start(context.get_executor(), command, {}, std::move(handlers));
  if (!started) return started.error();
  tree = std::move(*started);

  limit.expires_after(longest);
  limit.async_wait([&](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    outcome.out_of_time = true;
    tree->end();
  });
  std::function<void()> tick_again = [&] {
    second.expires_after(std::chrono::seconds(1));
    second.async_wait([&](const boost::system::error_code& cancelled) {
      if (cancelled) return;
      if (tick) tick(last_line_of(outcome.output));
      tick_again();
    });
  };
  tick_again();
  signals.async_wait([&](const boost::system::error_code& cancelled, int number) {
    if (cancelled) return;
    interrupted_by = number;
    tree->end();
  });
  context.run();

  if (interrupted_by != 0) {
    return Error{interrupted_by == SIGTERM ? ExitCode::terminated : ExitCode::interrupted, "interrupted"};
  }
  if (!failure.empty()) return machine_error(command.program + " " + failure + ".");
  return outcome;
}

std::string find_program(const std::string& name) {
  std::error_code error;
  if (name.find('/') != std::string::npos) {
    return std::filesystem::is_regular_file(name, error) ? std::filesystem::absolute(name).string() : "";
  }
  return boost::process::v2::environment::find_executable(name).string();
}

}  // namespace winerror87
