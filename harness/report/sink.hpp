#pragma once

#include "harness/judge/judge.hpp"
#include "harness/record/record.hpp"

#include <string>
#include <vector>

namespace winerror87 {

// What a run tells while it goes on. The run itself prints nothing; a sink is given facts and decides their looks.
class Sink {
 public:
  virtual ~Sink() = default;
  virtual void preparing(const std::string& what) = 0;  // something that takes its time, before or between trials
  // A trial of `cell` has been running for so long; called about every second from the second one on.
  virtual void running(const std::string& cell, int seconds) = 0;
  virtual void finished(const Record& record) = 0;  // its record is on disk
};

}  // namespace winerror87
