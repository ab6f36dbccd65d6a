#pragma once

#include "harness/judge/judge.hpp"
#include "harness/launch/wine.hpp"
#include "harness/model/error.hpp"
#include "harness/plan/plan.hpp"
#include "harness/record/record.hpp"
#include "harness/record/record_file.hpp"
#include "harness/report/sink.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace winerror87 {

struct SessionOptions {
  int jobs = 1;
  std::chrono::milliseconds deadline{60'000};
  std::string run;  // id
  std::optional<Wine> wine;
  std::vector<std::string> excused;  // skips whose reason holds one of these do not count against the run
  std::string rerun_prefix;          // the command up to the cell's name
  std::string rerun_suffix;
};

// Runs the trials in their order, at most `jobs` at a time, each judged, recorded on disk and then told to the sink.
// Ctrl-C and SIGTERM end what runs and give the error `interrupted` or `terminated`; so does a record that cannot be
// written. What could not be prepared (Wine's server, a registry) is a skip of the cells that needed it.
Result<Tally> run_session(const std::vector<Question>& questions, std::vector<PlannedTrial> plan,
                          const SessionOptions& options, RecordFile& records, Sink& sink);

// One trial of a server that no case describes: `check`.
struct CheckOptions {
  Trial trial;
  Health expected = Health::healthy;
  Platform platform = Platform::posix;
  std::optional<Wine> wine;
  std::string run;
  std::string name;  // of the cell in the record
  std::string rerun;
};

// Gives the record, which is on disk; the sink is told of the preparation and the time that it takes.
Result<Record> run_check(const CheckOptions& options, RecordFile& records, Sink& sink);

// "20261123T005511Z-4711": the time and our pid.
std::string new_run_id();

}  // namespace winerror87
