#pragma once

#include "harness/model/factor.hpp"
#include "harness/model/fate.hpp"
#include "harness/model/observation.hpp"
#include "harness/model/trial.hpp"
#include "harness/model/verdict.hpp"

#include <string>
#include <vector>

namespace winerror87 {

// What is on disk of a trial: one line of JSON. This folder is the only place that knows its form; every field is
// described in record/README.md.
struct Record {
  std::string run;  // id of the run that wrote it
  int repeat = 1;
  std::string started;  // UTC, ISO 8601
  std::string cell;
  Factors factors;
  Platform platform = Platform::posix;
  std::string system;   // "Linux 6.1.0 x86_64"
  std::string wine;     // version; empty without Wine
  std::string subject;  // name, with the release if it has one
  bool simulated = false;
  std::vector<FateCounts> expected;
  std::string expectation;  // of `check`, which expects no counts: "healthy" or "error-87"
  Observation observation;
  Verdict verdict;
  std::string rerun;  // the command that runs this cell again
  Command command;    // what was started
};

inline constexpr std::string_view record_schema = "winerror87.trial";
inline constexpr int record_version = 1;

}  // namespace winerror87
