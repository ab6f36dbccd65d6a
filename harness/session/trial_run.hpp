#pragma once

#include "harness/model/error.hpp"
#include "harness/model/observation.hpp"
#include "harness/model/trial.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <functional>
#include <memory>

namespace winerror87 {

// One trial from launch to the last process gone: starts the server, reads what it prints, asks it, makes it reload,
// and ends it as soon as every worker of every generation is accounted for, or at the deadline. All on the executor's
// thread.
class TrialRun {
 public:
  // Called once, when nothing of the subject lives any more. An error: the harness or the machine failed, not the
  // subject.
  using Done = std::function<void(Result<Observation>)>;

  static std::unique_ptr<TrialRun> start(boost::asio::any_io_executor executor, const Trial& trial, Done done);
  virtual ~TrialRun() = default;
  virtual void cancel() = 0;  // ends the subject; `done` gets an error with ExitCode::interrupted

 protected:
  TrialRun() = default;
};

}  // namespace winerror87
