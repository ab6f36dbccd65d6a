#pragma once

#include "harness/model/exit_code.hpp"
#include "harness/model/fate.hpp"
#include "harness/model/observation.hpp"
#include "harness/model/verdict.hpp"

#include <vector>

namespace winerror87 {

// Exact counts, generation by generation: anything else is unexpected. Facts that cannot be trusted are undecided,
// whatever they look like.
Verdict judge(const std::vector<FateCounts>& expected, const Observation& observation);

// What `check` expects of a server that nobody described.
enum class Health {
  healthy,   // every worker served, and every smoke path gave 2xx
  error_87,  // at least one worker has the signature
};

// The signature in any worker outranks all else. Without it, a worker that failed otherwise or stayed silent proves
// neither side: undecided.
Verdict judge_health(Health expected, const Observation& observation);

// What all verdicts of a run come to.
struct Tally {
  int expected = 0;
  int unexpected = 0;
  int undecided = 0;
  int skipped = 0;
  int skipped_unexcused = 0;  // of these, for a lack of this machine that nobody excused
  int total() const { return expected + unexpected + undecided + skipped; }
};

ExitCode exit_code_of(const Tally& tally);

}  // namespace winerror87
