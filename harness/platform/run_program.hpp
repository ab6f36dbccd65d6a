#pragma once

#include "harness/model/error.hpp"
#include "harness/model/trial.hpp"

#include <chrono>
#include <functional>
#include <string>

namespace winerror87 {

struct ProgramOutcome {
  int code = 0;              // of its exit; 128 + N if signal N ended it
  bool out_of_time = false;  // it was ended because it took too long
  std::string output;        // both streams as they came; the last 256 KiB
};

// Runs a program to its end, with all of its descendants, and keeps what it prints. Blocks. For preparations, not for
// subjects. `tick` is called about every second with what was printed last, so that somebody can be told.
Result<ProgramOutcome> run_program(const Command& command, std::chrono::seconds longest,
                                   const std::function<void(const std::string& last_line)>& tick = {});

// The program that the shell would start for `name` (a path, or a name to be looked up in PATH); empty if there is
// none.
std::string find_program(const std::string& name);

}  // namespace winerror87
