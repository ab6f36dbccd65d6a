#pragma once

namespace winerror87 {

// What every command of ours ends with. Never 2: `git bisect run` takes 1..127 but 125 for "bad", and 128 and above for
// "stop" (git-bisect(1), "Bisect run").
enum class ExitCode : int {
  as_expected = 0,
  unexpected = 1,
  cannot_tell = 125,   // judged, and the answer is "undecided"
  cannot_judge = 128,  // this machine or the harness itself could not do its part (no Wine, no registry, disk full)
  usage = 129,         // the command line or a file is malformed
  interrupted = 130,   // Ctrl-C
  terminated = 143,    // SIGTERM
};

}  // namespace winerror87
