#pragma once

#include "harness/model/case.hpp"
#include "harness/model/error.hpp"
#include "harness/model/subject.hpp"
#include "harness/model/trial.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace winerror87 {

// What this machine can run, and why not where it could if something were installed.
struct Host {
  std::vector<Platform> platforms;          // e.g. wine and posix on Linux
  std::map<Platform, std::string> lacking;  // platform -> what is missing and how to get it
};

// Start a subject with the levels of another preset; the expectation of the cell stays.
struct Swap {
  std::string from;
  std::string to;
};

struct Question {
  Case asked;
  Subject subject;
  bool whole = true;  // all of its cells are selected; else only those that a pattern names
};

struct PlanOptions {
  std::vector<std::string> patterns;  // globs over cell names, for questions that are not `whole`
  std::vector<std::string> excluded;  // globs over cell names
  std::optional<Swap> swap;
  int repeat = 1;
};

struct PlannedTrial {
  Cell cell;
  std::size_t question = 0;  // index into the questions
  Factors started;           // what the subject is started with: the cell's own levels, or swapped ones
  int repeat = 1;            // 1.. of `repeat`
  std::optional<Skip> skip;
};

// `*` stands for any characters, `?` for one. The whole name must match.
bool matches_glob(std::string_view pattern, std::string_view name);

// The trials in the order in which they are to be run: all cells once, then all again. Cells of other platforms are not
// in it. Fails on a pattern that matches no cell, on a preset that no selected subject has, and on what cells_of says.
Result<std::vector<PlannedTrial>> make_plan(const std::vector<Question>& questions, const Host& host,
                                            const PlanOptions& options);

}  // namespace winerror87
