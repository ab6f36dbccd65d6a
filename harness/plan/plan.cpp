#include "harness/plan/plan.hpp"

#include "harness/plan/cells.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace winerror87 {
namespace {

// The platform of this machine on which the case is to be asked.
std::optional<Platform> platform_here(const Case& asked, const Host& host) {
  for (Platform platform : asked.platforms) {
    if (std::find(host.platforms.begin(), host.platforms.end(), platform) != host.platforms.end()) return platform;
  }
  return std::nullopt;
}

bool matches_any(const std::vector<std::string>& patterns, const std::string& name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& p) { return matches_glob(p, name); });
}

Factors swapped(const Factors& levels, const Subject& subject, const std::optional<Swap>& swap) {
  if (!swap) return levels;
  const Factors* from = subject.preset(swap->from);
  const Factors* to = subject.preset(swap->to);
  if (!from || !to || !levels.includes(*from)) return levels;
  Factors started = levels;
  for (const auto& [name, level] : *to) started.set(name, level);
  return started;
}

Result<void> check_swap(const std::vector<Question>& questions, const std::optional<Swap>& swap) {
  if (!swap) return {};
  std::set<std::string> known;
  for (const Question& question : questions) {
    for (const auto& [name, levels] : question.subject.presets) known.insert(name);
  }
  for (const std::string& name : {swap->from, swap->to}) {
    if (known.contains(name)) continue;
    return usage_error(fmt::format("--swap: no selected subject has a preset \"{}\". Presets: {}.", name,
                                   known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", "))));
  }
  return {};
}

std::optional<Skip> skip_reason(Platform platform, const Host& host) {
  const auto lack = host.lacking.find(platform);
  if (lack == host.lacking.end()) return std::nullopt;
  return Skip{lack->second, true};
}

}  // namespace

bool matches_glob(std::string_view pattern, std::string_view name) {
  // The usual two pointers: on a mismatch the last star takes one character more.
  std::size_t p = 0, n = 0, star = std::string_view::npos, resume = 0;
  while (n < name.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = n;
    } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == name[n])) {
      ++p;
      ++n;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      n = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

Result<std::vector<PlannedTrial>> make_plan(const std::vector<Question>& questions, const Host& host,
                                            const PlanOptions& options) {
  if (auto good = check_swap(questions, options.swap); !good) return good.error();
  std::vector<PlannedTrial> once;
  std::set<std::string> used_patterns;
  std::set<std::string> elsewhere_patterns;
  for (std::size_t index = 0; index < questions.size(); ++index) {
    const Question& question = questions[index];
    const auto here = platform_here(question.asked, host);
    auto cells = cells_of(question.asked, question.subject, here.value_or(question.asked.platforms.front()));
    if (!cells) return cells.error();
    for (const Cell& cell : *cells) {
      for (const std::string& pattern : options.patterns) {
        if (matches_glob(pattern, cell.name)) (here ? used_patterns : elsewhere_patterns).insert(pattern);
      }
      const bool selected = question.whole || matches_any(options.patterns, cell.name);
      if (!here || !selected || matches_any(options.excluded, cell.name)) continue;
      Factors started = swapped(cell.factors, question.subject, options.swap);
      once.push_back({cell, index, std::move(started), 1, skip_reason(cell.platform, host)});
    }
  }
  for (const std::string& pattern : options.patterns) {
    if (used_patterns.contains(pattern) || elsewhere_patterns.contains(pattern)) continue;
    return usage_error(fmt::format(
        "\"{}\" matches no cell. `winerror87 list` shows their names; to select a whole case, say \"CASE/*\".",
        pattern));
  }
  std::vector<PlannedTrial> plan;
  for (int repeat = 1; repeat <= options.repeat; ++repeat) {
    for (PlannedTrial trial : once) {
      trial.repeat = repeat;
      plan.push_back(std::move(trial));
    }
  }
  return plan;
}

}  // namespace winerror87
