#include "harness/report/finding.hpp"

#include <fmt/format.h>

namespace winerror87 {

void Finding::add(const Record& record) {
  if (record.verdict.status == Status::skipped) return;
  const std::vector<FateCounts> observed = record.observation.counts();
  if (record.factors.find("release")) {
    ++by_release_[record.subject]
                 [fmt::format("{} of {} workers", observed.empty() ? 0 : observed.front()[Fate::error_87],
                              observed.empty() ? 0 : observed.front().total())];
    return;
  }
  const std::string handoff = record.factors.text("handoff");
  const std::string loop = record.factors.text("loop");
  // The two by two: the plain loops, more than one worker, the first generation of a listener.
  const bool windows = record.platform != Platform::posix;
  if (!windows || handoff.empty() || (loop != "iocp" && loop != "select") || observed.empty()) return;
  const FateCounts& first = observed.front();
  if (first.total() < 2) return;
  Seen& seen = by_handoff_and_loop_[{handoff, loop}];
  ++seen.trials;
  seen.as_the_bug += first[Fate::served] == 1 && first[Fate::error_87] == first.total() - 1;
  seen.healthy += first[Fate::served] == first.total();
}

std::string Finding::sentence() const {
  std::string text;
  if (by_handoff_and_loop_.size() == 4) {
    bool loop_decides = true;
    int trials = 0;
    for (const auto& [key, seen] : by_handoff_and_loop_) {
      trials += seen.trials;
      loop_decides = loop_decides && seen.trials == (key.second == "iocp" ? seen.as_the_bug : seen.healthy);
    }
    if (loop_decides) {
      text = fmt::format(
          "The loop decides: with loop=iocp error 87 came in N-1 of N workers with both handoffs, with loop=select in "
          "none "
          "({} trials with N > 1). Duplicating the socket alone (half_fix) fails like the broken server.",
          trials);
    } else {
      text = fmt::format("The loop alone did not decide in these {} trials; what came where:", trials);
      for (const auto& [key, seen] : by_handoff_and_loop_) {
        text += fmt::format(" handoff={},loop={}: the bug in {} and health in {} of {}.", key.first, key.second,
                            seen.as_the_bug, seen.healthy, seen.trials);
      }
    }
  }
  for (const auto& [release, outcomes] : by_release_) {
    text += fmt::format("{}{}: error 87 in", text.empty() ? "" : " ", release);
    std::string list;
    for (const auto& [outcome, trials] : outcomes) list += (list.empty() ? " " : " and ") + outcome;
    text += list + ".";
  }
  return text;
}

}  // namespace winerror87
