// winerror87-guard: stands between the harness and a program that it starts, and outlives the harness only to end it.
//
//   winerror87-guard --control FD --status FD [--lease FD] [--linger SECONDS] [--held FD] -- PROGRAM [ARGUMENT...]
//
// It is the subreaper of all that PROGRAM starts (prctl(2), PR_SET_CHILD_SUBREAPER), because a double-forked child,
// which is how Wine starts each process, would otherwise leave the tree. When the control pipe ends (the harness asked
// for it, or is dead) everything below the guard is killed and reaped. What happens is told on the status pipe, a line
// each: "started PID", "refused MESSAGE", "root exited|signalled N", "member". The guard ends when nothing is left
// below it.
//
// With a lease (a locked descriptor of a file that others lock too, flock(2)) the end of the control pipe alone is not
// enough: the guard first waits until it is the only one that holds a lock, and, with --linger, until that was so for
// some seconds. SIGTERM ends it at once. The guard writes its pid into the file of --held, and keeps that descriptor,
// and so a lock on it, as long as anything lives.
#include "harness/model/exit_code.hpp"
#include "harness/platform/process_list.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/stdio.hpp>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <signal.h>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace {

namespace asio = boost::asio;
namespace process = boost::process::v2;

struct Options {
  int control = -1;
  int status = -1;
  int lease = -1;
  int linger_seconds = 0;
  int held = -1;
  std::string program;
  std::vector<std::string> arguments;
};

bool parse(int count, char** words, Options& options) {
  int i = 1;
  for (; i + 1 < count && std::string_view(words[i]) != "--"; i += 2) {
    const std::string_view name = words[i];
    const int value = std::atoi(words[i + 1]);
    if (name == "--control")
      options.control = value;
    else if (name == "--status")
      options.status = value;
    else if (name == "--lease")
      options.lease = value;
    else if (name == "--linger")
      options.linger_seconds = value;
    else if (name == "--held")
      options.held = value;
    else
      return false;
  }
  if (i + 1 >= count || options.control < 0 || options.status < 0) return false;
  options.program = words[i + 1];
  options.arguments.assign(words + i + 2, words + count);
  return true;
}

// The program leads a process group of its own, so that a signal to its group does not reach the guard.
struct OwnGroup {
  template <class... Ignored>
  boost::system::error_code on_exec_setup(Ignored&&...) const {
    ::setpgid(0, 0);
    return {};
  }
};

class Guard {
 public:
  explicit Guard(Options options)
      : options_(std::move(options)), control_(context_, options_.control), signals_(context_, SIGCHLD, SIGTERM) {
    ::fcntl(options_.status, F_SETFD, FD_CLOEXEC);
    ::fcntl(options_.status, F_SETFL, O_NONBLOCK);  // a harness that does not read must not stop us
    if (options_.held >= 0 && ::ftruncate(options_.held, 0) == 0) ::dprintf(options_.held, "%d\n", ::getpid());
  }

  void run() {
    await_signal();
    await_end_of_control();
    start();
    context_.run();
    winerror87::posix::kill_descendants();
    // Whoever gets the lease next must already see that nothing is held any more.
    if (options_.held >= 0) ::close(options_.held);
  }

 private:
  void tell(std::string line) {
    line += '\n';
    [[maybe_unused]] const ssize_t ignored = ::write(options_.status, line.data(), line.size());
  }

  void start() {
    boost::system::error_code error;
    process::posix::default_launcher launcher;
    auto root = launcher(context_.get_executor(), error, options_.program, options_.arguments,
                         process::process_stdio{nullptr, {}, {}}, OwnGroup{});
    if (error) {
      tell("refused " + error.message());
      context_.stop();
      return;
    }
    root_ = root.id();
    root.detach();  // reaped below, with everything else
    tell("started " + std::to_string(root_));
  }

  void reap() {
    int status = 0;
    for (pid_t pid = 0; (pid = ::waitpid(-1, &status, WNOHANG)) != 0;) {
      if (pid < 0) {  // no child is left, and so no descendant
        if (!leaving_) context_.stop();
        return;
      }
      if (pid != root_) {
        tell("member");
      } else if (WIFEXITED(status)) {
        tell("root exited " + std::to_string(WEXITSTATUS(status)));
      } else {
        tell("root signalled " + std::to_string(WTERMSIG(status)));
      }
    }
  }

  void await_signal() {
    signals_.async_wait([this](const boost::system::error_code& error, int number) {
      if (error) return;
      if (number == SIGTERM) return context_.stop();
      reap();
      await_signal();
    });
  }

  void await_end_of_control() {
    asio::async_read(control_, asio::buffer(ignored_), [this](const boost::system::error_code& error, std::size_t) {
      if (!error) return await_end_of_control();
      leaving_ = true;
      if (options_.lease >= 0) await_last_use();
      context_.stop();
    });
  }

  // Blocks; SIGTERM interrupts it, for then the guard has nothing more to wait for.
  void await_last_use() {
    signals_.cancel();
    signals_.clear();
    struct sigaction action {};
    action.sa_handler = [](int) {};
    ::sigaction(SIGTERM, &action, nullptr);
    for (;;) {
      // Whoever takes the lease touches the file, and so do we at the end of a use: its time is that of the last use.
      if (::flock(options_.lease, LOCK_EX | LOCK_NB) != 0) {
        if (::flock(options_.lease, LOCK_EX) != 0) return;
        ::futimens(options_.lease, nullptr);
      }
      struct stat file {};
      if (::fstat(options_.lease, &file) != 0) return;
      const auto unused = static_cast<int>(std::time(nullptr) - file.st_mtime);
      if (unused >= options_.linger_seconds) return;
      ::flock(options_.lease, LOCK_UN);
      timespec rest{options_.linger_seconds - unused, 0};
      if (::nanosleep(&rest, nullptr) != 0) return;
    }
  }

  Options options_;
  asio::io_context context_{1};
  asio::posix::stream_descriptor control_;
  asio::signal_set signals_;
  std::array<char, 64> ignored_{};
  pid_t root_ = -1;
  bool leaving_ = false;
};

}  // namespace

int main(int count, char** words) {
  Options options;
  if (!parse(count, words, options)) {
    static constexpr std::string_view message = "winerror87-guard is started by winerror87, not by hand.\n";
    [[maybe_unused]] const ssize_t ignored = ::write(STDERR_FILENO, message.data(), message.size());
    return static_cast<int>(winerror87::ExitCode::usage);
  }
  ::setsid();
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
  // The harness may be dead when we tell it something. A handler, for what is ignored would be so in PROGRAM too.
  struct sigaction action {};
  action.sa_handler = [](int) {};
  ::sigaction(SIGPIPE, &action, nullptr);
  Guard(std::move(options)).run();
  return 0;
}
