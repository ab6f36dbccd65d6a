#pragma once

#include "harness/launch/wine.hpp"
#include "harness/model/error.hpp"
#include "harness/plan/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace winerror87 {

// What a command line selects: questions, and globs over their cells.
struct Selection {
  std::vector<Question> questions;
  std::vector<std::string> patterns;
  bool from_files = false;  // case files were named; else all is from the default cases
};

// Loads the case files among `words`, or the default cases if none is named (all of cases/ if only globs are given, or
// with `every`). A word is a case file if it ends in .toml, or holds a "/" and is not a glob over cell names.
Result<Selection> select(const std::vector<std::string>& words, bool every);

// What this machine can run.
struct Machine {
  Host host;
  std::optional<Wine> wine;
};
Result<Machine> look_at_machine();

}  // namespace winerror87
