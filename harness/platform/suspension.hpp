#pragma once

#include <vector>

namespace winerror87 {

// Processes that do not run as long as this lives. Should we die, the guard of their tree kills them all the same.
class Suspension {
 public:
  // Blocks until every thread of them has stopped (microseconds as a rule; 1 s at most, then `complete` is false).
  explicit Suspension(std::vector<long> pids);
  ~Suspension();  // lets them run again
  Suspension(const Suspension&) = delete;
  Suspension& operator=(const Suspension&) = delete;

  bool complete() const { return complete_; }

 private:
  std::vector<long> pids_;
  bool complete_ = true;
};

}  // namespace winerror87
