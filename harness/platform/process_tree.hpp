#pragma once

#include "harness/model/error.hpp"
#include "harness/model/trial.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace winerror87 {

enum class Stream { standard_output, standard_error };

// A live process of a tree. Numbers are this machine's; under Wine they are not the Windows pids.
struct Member {
  long pid = 0;
  bool is_root = false;  // the process that was started; all others are its descendants
  std::string name;      // of the program, cut at 15 characters on Linux (comm, proc(5))
};

// How the root process ended.
struct ProcessEnd {
  int code = 0;
  bool by_signal = false;  // `code` is the signal's number
};

std::string to_string(const ProcessEnd& end);  // "code 3", "signal 9"

// A program and all of its descendants, however they detach themselves: they end together, when end() is called, when
// the object is destroyed, or within 2 s of this process's own death, SIGKILL included.
//
// Linux: a guard process (platform/guard) stands between us and the program. It is the subreaper of the tree, so that
// double-forked children (Wine's) stay its descendants, and it holds a pipe to us whose end tells it to kill and reap.
// The program's standard input is empty; it inherits no handle but its three standard streams.
//
// All calls and all handlers on the executor's one thread. No handler is called from within start() or end().
class ProcessTree {
 public:
  struct Handlers {
    std::function<void(Stream, std::string_view)> output;  // bytes as they come, in pieces of any size
    std::function<void(long pid)> started;                 // the root runs
    std::function<void(std::string message)> not_started;  // the system refused to start it; `gone` follows
    std::function<void(ProcessEnd)> root_ended;            // its descendants may live on
    std::function<void()> member_ended;                    // some process of the tree ended
    std::function<void()> guard_lost;  // something killed the guard, so the tree ends: `gone` follows
    std::function<void()> gone;        // no process is left and all output was delivered: the last
  };
  struct Options {
    // For a tree that several of our processes share (see WineServer):
    std::optional<int> lease;  // a locked descriptor: the tree outlives us until nobody else holds a lock on that file
    int linger_seconds = 0;    // and this long after the last use of the lease
    std::optional<int> held;   // a descriptor that stays open as long as the tree lives; the guard writes its pid there
    bool quiet = false;        // what the tree prints goes nowhere
  };

  static Result<std::unique_ptr<ProcessTree>> start(boost::asio::any_io_executor executor, const Command& command,
                                                    Options options, Handlers handlers);
  virtual ~ProcessTree() = default;

  virtual void end() = 0;                           // kills all; `gone` is called when they are gone
  virtual std::vector<Member> members() const = 0;  // live processes of the tree, the oldest first

 protected:
  ProcessTree() = default;
};

}  // namespace winerror87
