#pragma once

#include "harness/model/fate.hpp"

#include <optional>
#include <string>
#include <vector>

namespace winerror87 {

// What is known of one worker at the end of a trial.
struct WorkerFate {
  int generation = 1;
  Fate fate = Fate::silent;
  std::optional<long> pid;            // as this machine counts
  std::optional<long> windows_pid;    // as Windows (or Wine) counts
  std::optional<int> ordinal;         // as the subject numbers its workers, from 1
  bool recovered = false;             // seen to fail with the signature, and to serve
  bool attributed = false;            // by elimination: the log names no worker
  std::string detail;                 // the call that raised it, or the name of the failure
  std::vector<std::string> evidence;  // the very lines (raw bytes of the subject, without the line end)
};

struct TrialEvent {
  double milliseconds = 0;    // since launch
  std::optional<int> worker;  // its place in `workers` of the record, from 1
  std::string what;           // started, registered, failed, first answer, reload, end
  int generation = 1;
  std::string detail;
};

// The answer to one --smoke request as the client received it.
struct SmokeAnswer {
  std::string path;
  int status = 0;       // 0: no whole response
  std::string problem;  // why there was none
  bool ok() const { return status >= 200 && status < 300; }
};

// The facts of one trial, without an opinion.
struct Observation {
  std::vector<std::vector<WorkerFate>> generations;
  std::vector<std::string> doubts;  // why the counts cannot be trusted; each makes the trial undecided
  std::vector<SmokeAnswer> smoke;
  std::vector<TrialEvent> events;
  std::vector<std::string> last_lines;  // the end of what the subject printed
  std::string ending;                   // "all accounted for", "deadline", "the program ended with code 1", ...
  double seconds = 0;

  std::vector<FateCounts> counts() const;
};

}  // namespace winerror87
