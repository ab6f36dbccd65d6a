#include "harness/launch/wine.hpp"
#include "harness/platform/file_lock.hpp"
#include "harness/platform/process_tree.hpp"
#include "harness/platform/run_program.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <signal.h>

namespace winerror87 {
namespace {

namespace fs = std::filesystem;
namespace asio = boost::asio;

constexpr std::chrono::seconds prefix_limit{180};
constexpr std::chrono::seconds start_limit{60};
constexpr std::chrono::seconds end_limit{3};

// Beside the prefix and not in it, so that they outlive its removal.
fs::path beside(const Wine& wine, std::string_view suffix) {
  return wine.prefix.string() + std::string(suffix);
}

std::string broken_prefix(const Wine& wine, std::string_view what) {
  return fmt::format("Wine's prefix {} does not work: {}. Remove that folder and run again; it is made anew.",
                     wine.prefix.string(), what);
}

Command wine_command(const Wine& wine, const std::string& program, std::vector<std::string> arguments) {
  Command command;
  command.program = program;
  command.arguments = std::move(arguments);
  return through_wine(command, wine);
}

int linger_seconds() {
  const char* value = std::getenv("WINERROR87_WINE_LINGER");
  return value ? std::atoi(value) : 0;
}

// What a whole prefix has; without it Wine would make it anew within a trial, or fail in ways of its own.
Result<void> check_prefix(const Wine& wine) {
  std::error_code error;
  for (const char* part : {"system.reg", "drive_c/windows/system32"}) {
    if (!fs::exists(wine.prefix / part, error))
      return machine_error(broken_prefix(wine, fmt::format("{} is missing", part)));
  }
  return {};
}

// Makes the prefix if it is not there; a half-made one, without its mark, is thrown away.
Result<void> make_prefix(const Wine& wine, const Progress& progress) {
  const fs::path mark = wine.prefix / ".winerror87-ready";
  std::error_code error;
  if (fs::exists(mark, error)) return check_prefix(wine);
  fs::create_directories(wine.prefix.parent_path(), error);
  const auto lock = FileLock::wait_for(beside(wine, ".making"), FileLock::Kind::exclusive);
  if (!lock) return lock.error();
  if (fs::exists(mark, error)) return {};
  progress("making a Wine prefix of our own (once)");
  fs::remove_all(wine.prefix, error);
  fs::create_directories(wine.prefix, error);
  if (error)
    return machine_error(fmt::format("The folder {} cannot be made: {}.", wine.prefix.string(), error.message()));
  Command make = wine_command(wine, "wineboot.exe", {});
  make.program = "/bin/sh";
  // The server writes the registry when it ends, so it is asked to end, and not killed with the tree.
  make.arguments = {"-c",
                    R"("$1" -p && "$0" wineboot.exe --init && "$0" winecfg.exe -v win10; code=$?; "$1" -k; exit $code)",
                    wine.loader.string(), wine.server.string()};
  // Its home is the prefix itself: Wine links the user's folders into a new prefix.
  make.environment.emplace_back("HOME", wine.prefix.string());
  int seconds = 0;
  const auto made = run_program(make, prefix_limit, [&](const std::string&) {
    if (++seconds % 2 == 0) progress(fmt::format("making a Wine prefix of our own (once), {} s", seconds));
  });
  if (!made) return made.error();
  if (made->code != 0 || made->out_of_time || !fs::exists(wine.prefix / "system.reg")) {
    fs::remove_all(wine.prefix, error);
    return machine_error(
        fmt::format("Wine could not make a prefix in {} ({}). Is the disk full? Wine said: {}", wine.prefix.string(),
                    made->out_of_time ? "no end in time" : fmt::format("code {}", made->code), made->output));
  }
  std::ofstream(mark) << wine.version << '\n';
  if (!fs::exists(mark, error))
    return machine_error(fmt::format("The file {} cannot be written. Is the disk full?", mark.string()));
  return {};
}

class HeldServer final : public WineServer {
 public:
  explicit HeldServer(FileLock lease) : lease_(std::move(lease)) {}

  ~HeldServer() override {
    if (!tree_) return;
    lease_ = FileLock();
    tree_->end();
    if (linger_seconds() > 0) return;
    // The guard ends the server when nobody else holds the lease; somebody who does will see to it in our place.
    asio::steady_timer limit(context_, end_limit);
    limit.async_wait([this](const boost::system::error_code&) { context_.stop(); });
    context_.restart();
    while (!gone_ && context_.run_one() > 0) {
    }
  }

  // Starts the server and Wine's services under a guard that holds `keeper` for as long as they live.
  Result<void> start(const Wine& wine, const FileLock& keeper) {
    Command command = wine_command(wine, "wineboot.exe", {});
    command.arguments = {"-c",
                         // A server that a killed guard left behind is ended first. The first Windows program starts
                         // the services, which must not be the trials' children.
                         R"("$1" -k; "$1" -p && exec "$0" cmd.exe /c exit)", command.program, wine.server.string()};
    command.program = "/bin/sh";
    ProcessTree::Options options;
    options.lease = lease_.descriptor();
    options.linger_seconds = linger_seconds();
    options.held = keeper.descriptor();
    options.quiet = true;
    ProcessTree::Handlers handlers;
    handlers.root_ended = [this](ProcessEnd root) { end_ = root; };
    handlers.not_started = [this](const std::string& why) { refused_ = why; };
    handlers.gone = [this] { gone_ = true; };
    auto tree = ProcessTree::start(context_.get_executor(), command, options, std::move(handlers));
    if (!tree) return tree.error();
    tree_ = std::move(*tree);
    asio::steady_timer limit(context_, start_limit);
    bool late = false;
    limit.async_wait([&](const boost::system::error_code& cancelled) { late = !cancelled; });
    while (!end_ && !gone_ && !late) context_.run_one();
    limit.cancel();
    context_.poll();
    if (end_ && end_->code == 0 && !end_->by_signal) return {};
    if (late)
      return machine_error(
          broken_prefix(wine, fmt::format("its server did not start within {} s", start_limit.count())));
    return machine_error(broken_prefix(wine, end_ ? "a first program ended with " + to_string(*end_) : refused_));
  }

 private:
  asio::io_context context_{1};
  FileLock lease_;
  std::unique_ptr<ProcessTree> tree_;
  std::optional<ProcessEnd> end_;
  std::string refused_;
  bool gone_ = false;
};

}  // namespace

Result<std::unique_ptr<WineServer>> WineServer::hold(const Wine& wine, const Progress& progress) {
  if (auto made = make_prefix(wine, progress); !made) return made.error();
  // While a guard ends the server it holds the lease exclusively until it is gone itself, so this waits for that.
  auto lease = FileLock::wait_for(beside(wine, ".lease"), FileLock::Kind::shared);
  if (!lease) return lease.error();
  auto server = std::make_unique<HeldServer>(std::move(*lease));
  const auto turn = FileLock::wait_for(beside(wine, ".starting"), FileLock::Kind::exclusive);
  if (!turn) return turn.error();
  const auto keeper = FileLock::try_for(beside(wine, ".keeper"), FileLock::Kind::exclusive);
  if (!keeper) return keeper.error();
  if (keeper->locked()) {
    if (auto started = server->start(wine, *keeper); !started) return started.error();
  }
  return std::unique_ptr<WineServer>(std::move(server));
}

void WineServer::end_lingering(const Wine& wine) {
  const auto unused = FileLock::try_for(beside(wine, ".lease"), FileLock::Kind::exclusive);
  if (!unused || !unused->locked()) return;
  const auto keeper = FileLock::try_for(beside(wine, ".keeper"), FileLock::Kind::exclusive);
  if (!keeper || keeper->locked()) return;
  long pid = 0;
  std::ifstream(beside(wine, ".keeper")) >> pid;
  if (pid > 1) ::kill(static_cast<pid_t>(pid), SIGTERM);
  FileLock::wait_for(beside(wine, ".keeper"), FileLock::Kind::exclusive);
}

}  // namespace winerror87
