#include "harness/judge/judge.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace winerror87 {
namespace {

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const std::string& text : texts) all += (all.empty() ? "" : "; ") + text;
  return all;
}

std::string difference(const std::vector<FateCounts>& expected, const std::vector<FateCounts>& observed) {
  for (std::size_t i = 0; i < std::max(expected.size(), observed.size()); ++i) {
    const FateCounts want = i < expected.size() ? expected[i] : FateCounts{};
    const FateCounts have = i < observed.size() ? observed[i] : FateCounts{};
    if (want == have) continue;
    const std::string where = expected.size() > 1 ? fmt::format("generation {}: ", i + 1) : "";
    return fmt::format("{}expected {}, observed {}", where, to_string(want), to_string(have));
  }
  return "";
}

// The first named failure, which says more than a count.
std::string first_failure(const Observation& observation) {
  for (const auto& workers : observation.generations) {
    for (const WorkerFate& worker : workers) {
      if (worker.fate == Fate::other_failure && !worker.detail.empty()) return " (" + worker.detail + ")";
      if (worker.fate == Fate::silent && !worker.detail.empty()) return " (last question: " + worker.detail + ")";
    }
  }
  return "";
}

FateCounts all_generations(const Observation& observation) {
  FateCounts sum;
  for (const FateCounts& counts : observation.counts()) {
    for (Fate fate : all_fates) sum[fate] += counts[fate];
  }
  return sum;
}

const SmokeAnswer* failed_smoke(const Observation& observation) {
  const auto found =
      std::find_if(observation.smoke.begin(), observation.smoke.end(), [](const auto& s) { return !s.ok(); });
  return found == observation.smoke.end() ? nullptr : &*found;
}

std::string describe(const SmokeAnswer& smoke) {
  if (smoke.status == 0) return fmt::format("{} gave no whole response: {}", smoke.path, smoke.problem);
  return fmt::format("{} gave {} where 2xx is demanded", smoke.path, smoke.status);
}

}  // namespace

Verdict judge(const std::vector<FateCounts>& expected, const Observation& observation) {
  if (!observation.doubts.empty()) return {Status::undecided, joined(observation.doubts)};
  const std::string differs = difference(expected, observation.counts());
  if (!differs.empty()) return {Status::unexpected, differs + first_failure(observation)};
  if (const SmokeAnswer* smoke = failed_smoke(observation)) return {Status::unexpected, describe(*smoke)};
  return {Status::expected, ""};
}

Verdict judge_health(Health expected, const Observation& observation) {
  const FateCounts counts = all_generations(observation);
  if (counts[Fate::error_87] > 0) {
    // Positive proof: no doubt about the other workers takes it away.
    if (expected == Health::error_87) return {Status::expected, ""};
    return {Status::unexpected, fmt::format("error 87 in {} of {} workers", counts[Fate::error_87], counts.total())};
  }
  if (!observation.doubts.empty()) return {Status::undecided, joined(observation.doubts)};
  if (counts[Fate::other_failure] > 0 || counts[Fate::silent] > 0) {
    return {Status::undecided, fmt::format("no signature was seen, but not every worker served: {}{}",
                                           to_string(counts), first_failure(observation))};
  }
  if (const SmokeAnswer* smoke = failed_smoke(observation)) return {Status::unexpected, describe(*smoke)};
  if (expected == Health::error_87)
    return {Status::unexpected, "every worker served: the failure no longer reproduces"};
  return {Status::expected, ""};
}

ExitCode exit_code_of(const Tally& tally) {
  if (tally.unexpected > 0) return ExitCode::unexpected;
  if (tally.undecided > 0) return ExitCode::cannot_tell;
  if (tally.skipped_unexcused > 0) return ExitCode::cannot_judge;
  return ExitCode::as_expected;
}

}  // namespace winerror87
