#include "harness/platform/process_tree.hpp"

#include "harness/platform/own_program.hpp"
#include "harness/platform/process_list.hpp"

#include <boost/asio/connect_pipe.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/readable_pipe.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/writable_pipe.hpp>
#include <boost/process/v2/environment.hpp>
#include <boost/process/v2/process.hpp>
#include <boost/process/v2/start_dir.hpp>
#include <boost/process/v2/stdio.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fcntl.h>
#include <istream>
#include <signal.h>
#include <unistd.h>
#include <unordered_map>

namespace winerror87 {
namespace {

namespace asio = boost::asio;
namespace process = boost::process::v2;
using boost::system::error_code;

constexpr std::size_t read_size = 64 * 1024;

// Our own environment with the command's variables put in.
std::unordered_map<process::environment::key, process::environment::value> merged_environment(const Command& command) {
  std::unordered_map<process::environment::key, process::environment::value> merged;
  const auto dropped = [&](const std::string& name) {
    return std::any_of(command.without.begin(), command.without.end(),
                       [&](const auto& prefix) { return name.starts_with(prefix); });
  };
  for (const auto& entry : process::environment::current()) {
    if (dropped(entry.key().string())) continue;
    merged.insert_or_assign(process::environment::key(entry.key()), process::environment::value(entry.value()));
  }
  for (const auto& [name, value] : command.environment) {
    merged.insert_or_assign(process::environment::key(name), process::environment::value(value));
  }
  return merged;
}

// A descriptor that the child inherits under its own number; everything else is closed by the launcher. Not
// posix::bind_fd, which would give descriptors new numbers and so could overwrite one that is still to be passed.
struct PassedOn {
  int descriptor;

  template <class... Ignored>
  error_code on_setup(process::posix::default_launcher& launcher, Ignored&&...) const {
    if (descriptor >= 0) launcher.fd_whitelist.push_back(descriptor);
    return {};
  }
  template <class... Ignored>
  error_code on_exec_setup(Ignored&&...) const {
    if (descriptor >= 0) ::fcntl(descriptor, F_SETFD, 0);
    return {};
  }
};

class GuardedTree final : public ProcessTree, public std::enable_shared_from_this<GuardedTree> {
 public:
  GuardedTree(asio::any_io_executor executor, Handlers handlers)
      : control_(executor),
        status_(executor),
        output_(executor),
        error_(executor),
        guard_(executor),
        handlers_(std::move(handlers)) {}

  ~GuardedTree() override {
    // Reached with a live guard only if the owner gave up without waiting for `gone`.
    error_code ignored;
    control_.close(ignored);
    guard_.detach();
  }

  Result<void> launch(const Command& command, const Options& options) {
    asio::readable_pipe control_end(control_.get_executor());
    asio::writable_pipe status_end(control_.get_executor());
    error_code error;
    asio::connect_pipe(control_end, control_, error);
    if (!error) asio::connect_pipe(status_, status_end, error);
    if (error) return machine_error(fmt::format("No pipe could be made for a child process: {}.", error.message()));

    // Whoever else starts a child in this process must not pass on our ends: as long as one is open, the guard stays.
    ::fcntl(control_.native_handle(), F_SETFD, FD_CLOEXEC);
    ::fcntl(status_.native_handle(), F_SETFD, FD_CLOEXEC);

    std::vector<std::string> words{"--control", std::to_string(control_end.native_handle()), "--status",
                                   std::to_string(status_end.native_handle())};
    if (options.lease) {
      words.insert(words.end(),
                   {"--lease", std::to_string(*options.lease), "--linger", std::to_string(options.linger_seconds)});
    }
    if (options.held) words.insert(words.end(), {"--held", std::to_string(*options.held)});
    words.insert(words.end(), {"--", command.program});
    words.insert(words.end(), command.arguments.begin(), command.arguments.end());

    const auto guard = own_folder() / "winerror87-guard";
    const auto environment = merged_environment(command);
    const std::string folder = command.folder.empty() ? "." : command.folder;
    process::process_stdio streams = options.quiet ? process::process_stdio{nullptr, nullptr, nullptr}
                                                   : process::process_stdio{nullptr, output_, error_};
    guard_ = process::posix::default_launcher{}(
        control_.get_executor(), error, guard.string(), words, std::move(streams),
        process::process_environment(environment), process::process_start_dir(folder),
        PassedOn{control_end.native_handle()}, PassedOn{status_end.native_handle()},
        PassedOn{options.lease.value_or(-1)}, PassedOn{options.held.value_or(-1)});
    if (error) {
      return machine_error(
          fmt::format("The guard process {} could not be started: {}.", guard.string(), error.message()));
    }
    guard_pid_ = guard_.id();
    posix::read_process(guard_pid_, guard_entry_);
    return {};
  }

  void watch() {
    if (output_.is_open()) read_output(output_, output_buffer_, Stream::standard_output);
    if (error_.is_open()) read_output(error_, error_buffer_, Stream::standard_error);
    read_status();
  }

  void end() override {
    error_code ignored;
    control_.close(ignored);
  }

  std::vector<Member> members() const override {
    std::vector<Member> members;
    const std::vector<posix::ProcessEntry> all = posix::descendants_of(guard_pid_, posix::list_processes());
    // On a busy machine a server may serve before the guard has told us its pid: it is then the guard's oldest child.
    const long root = root_pid_ > 0 || all.empty() ? root_pid_ : all.front().pid;
    for (const posix::ProcessEntry& entry : all) {
      if (entry.state == 'Z' || entry.state == 'X') continue;
      members.push_back({entry.pid, entry.pid == root, entry.name});
    }
    return members;
  }

  // The owner is gone: its handlers must not be called any more.
  void forget_owner() { handlers_ = {}; }

 private:
  using Buffer = std::array<char, read_size>;

  void read_output(asio::readable_pipe& pipe, Buffer& buffer, Stream stream) {
    pipe.async_read_some(asio::buffer(buffer), [this, self = shared_from_this(), &pipe, &buffer, stream](
                                                   const error_code& error, std::size_t size) {
      if (size > 0 && handlers_.output) handlers_.output(stream, std::string_view(buffer.data(), size));
      if (draining_) return;
      if (!error) return read_output(pipe, buffer, stream);
      error_code ignored;
      pipe.close(ignored);
      finish();
    });
  }

  void read_status() {
    asio::async_read_until(status_, status_text_, '\n',
                           [this, self = shared_from_this()](const error_code& error, std::size_t) {
                             if (error) return guard_ended();
                             std::istream lines(&status_text_);
                             std::string line;
                             std::getline(lines, line);
                             told(line);
                             read_status();
                           });
  }

  // The guard alone holds the other end of the status pipe, so the pipe's end is the guard's. (Not async_wait of
  // Boost.Process 1.85: it blocks in waitpid when a pidfd is readable before its process is gone.)
  void guard_ended() {
    error_code unknown;
    guard_.wait(unknown);
    const bool well = !unknown && guard_.exit_code() == 0;
    // If something killed it, its children have come to us (see adopt_orphans).
    if (!well) posix::kill_orphans_of(guard_entry_);
    if (!well && !unknown && handlers_.guard_lost) handlers_.guard_lost();
    guard_gone_ = true;
    finish();
  }

  void told(const std::string& line) {
    int number = 0;
    if (line == "member") {
      if (handlers_.member_ended) handlers_.member_ended();
    } else if (std::sscanf(line.c_str(), "started %ld", &root_pid_) == 1) {
      if (handlers_.started) handlers_.started(root_pid_);
    } else if (std::sscanf(line.c_str(), "root exited %d", &number) == 1) {
      if (handlers_.root_ended) handlers_.root_ended({number, false});
    } else if (std::sscanf(line.c_str(), "root signalled %d", &number) == 1) {
      if (handlers_.root_ended) handlers_.root_ended({number, true});
    } else if (line.starts_with("refused ")) {
      if (handlers_.not_started) handlers_.not_started(line.substr(8));
    }
  }

  // When no process is left, what is still in the pipes is read; somebody outside the tree may hold them open, so the
  // end of the stream is not waited for.
  void finish() {
    if (!guard_gone_ || draining_) return;
    draining_ = true;
    // Posted, because a read that is already done may wait in the queue to hand over its bytes: they come first.
    asio::post(control_.get_executor(), [self = shared_from_this()] {
      self->drain(self->output_, self->output_buffer_, Stream::standard_output);
      self->drain(self->error_, self->error_buffer_, Stream::standard_error);
      if (const auto gone = std::exchange(self->handlers_, {}).gone) gone();
    });
  }

  void drain(asio::readable_pipe& pipe, Buffer& buffer, Stream stream) {
    if (!pipe.is_open()) return;
    error_code ignored;
    pipe.cancel(ignored);
    const int handle = pipe.native_handle();
    ::fcntl(handle, F_SETFL, ::fcntl(handle, F_GETFL) | O_NONBLOCK);
    for (ssize_t size = 0; (size = ::read(handle, buffer.data(), buffer.size())) > 0;) {
      if (handlers_.output) handlers_.output(stream, std::string_view(buffer.data(), static_cast<std::size_t>(size)));
    }
    pipe.close(ignored);
  }

  asio::writable_pipe control_;
  asio::readable_pipe status_;
  asio::readable_pipe output_;
  asio::readable_pipe error_;
  process::process guard_;
  asio::streambuf status_text_;
  Buffer output_buffer_{};
  Buffer error_buffer_{};
  Handlers handlers_;
  pid_t guard_pid_ = -1;
  posix::ProcessEntry guard_entry_;
  long root_pid_ = -1;
  bool guard_gone_ = false;
  bool draining_ = false;
};

// What the owner holds: the tree itself lives on until its last handler has run.
class OwnedTree final : public ProcessTree {
 public:
  explicit OwnedTree(std::shared_ptr<GuardedTree> tree) : tree_(std::move(tree)) {}
  ~OwnedTree() override {
    tree_->forget_owner();
    tree_->end();
  }
  void end() override { tree_->end(); }
  std::vector<Member> members() const override { return tree_->members(); }

 private:
  std::shared_ptr<GuardedTree> tree_;
};

}  // namespace

std::string to_string(const ProcessEnd& end) {
  return fmt::format("{} {}", end.by_signal ? "signal" : "code", end.code);
}

Result<std::unique_ptr<ProcessTree>> ProcessTree::start(asio::any_io_executor executor, const Command& command,
                                                        Options options, Handlers handlers) {
  auto tree = std::make_shared<GuardedTree>(std::move(executor), std::move(handlers));
  if (auto launched = tree->launch(command, options); !launched) return launched.error();
  tree->watch();
  return std::unique_ptr<ProcessTree>(new OwnedTree(std::move(tree)));
}

}  // namespace winerror87
