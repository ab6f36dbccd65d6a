#pragma once

#include "harness/record/record.hpp"

#include <map>
#include <string>
#include <vector>

namespace winerror87 {

// What the trials of a run show of the cause, in a sentence or two, from what was observed and nothing else.
class Finding {
 public:
  void add(const Record& record);
  // Empty if the run did not have both loops with both handoffs.
  std::string sentence() const;

 private:
  struct Seen {
    int trials = 0;
    int as_the_bug = 0;  // exactly one worker served and all others had error 87
    int healthy = 0;     // every worker served
  };
  std::map<std::pair<std::string, std::string>, Seen> by_handoff_and_loop_;
  std::map<std::string, std::map<std::string, int>> by_release_;  // "uvicorn@0.17.6" -> observed counts -> trials
};

}  // namespace winerror87
