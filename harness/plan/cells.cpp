#include "harness/plan/cells.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace winerror87 {
namespace {

Error at(const Place& place, std::string_view message) {
  return usage_error(fmt::format("{}: {}", to_string(place), message));
}

std::vector<std::string> factor_names(const Subject& subject) {
  std::vector<std::string> names;
  for (const FactorDomain& domain : subject.factors) names.push_back(domain.name);
  return names;
}

Result<void> check_factor(const Factor& factor, const Subject& subject) {
  const FactorDomain* domain = subject.factor(factor.name);
  if (!domain) {
    return at(factor.place, fmt::format("unknown factor \"{}\". The subject {} has: {}.", factor.name, subject.name,
                                        fmt::join(factor_names(subject), ", ")));
  }
  for (std::size_t i = 0; i < factor.levels.size(); ++i) {
    if (domain->takes(factor.levels[i])) continue;
    const std::string known =
        domain->any_count ? "any whole number from 1 on" : fmt::format("{}", fmt::join(domain->levels, ", "));
    return at(factor.level_places[i], fmt::format("unknown level \"{}\" of {}. The subject {} knows: {}.",
                                                  factor.levels[i].text, factor.name, subject.name, known));
  }
  return {};
}

Result<void> check_conditions(const ExpectationRule& rule, const Case& asked) {
  for (const auto& [name, levels] : rule.when) {
    const auto factor = std::find_if(asked.factors.begin(), asked.factors.end(),
                                     [&, &wanted = name](const Factor& f) { return f.name == wanted; });
    if (factor == asked.factors.end())
      return at(rule.place, fmt::format("\"when\" names {}, which is no factor of this case.", name));
    for (const Level& level : levels) {
      if (std::find(factor->levels.begin(), factor->levels.end(), level) == factor->levels.end()) {
        return at(rule.place, fmt::format("\"when\" names the level \"{}\" of {}, which this case does not have.",
                                          level.text, name));
      }
    }
  }
  return {};
}

Result<std::vector<FateCounts>> expected_counts(const Case& asked, const Cell& cell, int generations) {
  const ExpectationRule* chosen = nullptr;
  for (const ExpectationRule& rule : asked.expectations) {
    if (!rule.holds_for(cell.factors)) continue;
    if (chosen)
      return at(rule.place, fmt::format("two expectations speak of the cell {}: this one and the one in line {}.",
                                        cell.name, chosen->place.line));
    chosen = &rule;
  }
  if (!chosen) return at(asked.place, fmt::format("no expectation speaks of the cell {}.", cell.name));
  if (static_cast<int>(chosen->generations.size()) != generations) {
    return at(chosen->place, fmt::format("the cell {} has {} generation(s), and {} are expected.", cell.name,
                                         generations, chosen->generations.size()));
  }
  std::vector<FateCounts> expected;
  for (const FateRules& rules : chosen->generations) {
    FateCounts counts;
    for (Fate fate : all_fates) {
      const auto& rule = rules[static_cast<std::size_t>(fate)];
      if (rule) counts[fate] = rule->resolve(cell.workers);
      if (counts[fate] < 0)
        return at(chosen->place, fmt::format("{} is negative for the cell {}.", to_string(fate), cell.name));
    }
    if (counts.total() != cell.workers) {
      return at(chosen->place, fmt::format("the counts ({}) do not add up to the {} worker(s) of the cell {}.",
                                           to_string(counts), cell.workers, cell.name));
    }
    expected.push_back(counts);
  }
  return expected;
}

std::vector<Factors> product_of(const std::vector<Factor>& factors) {
  std::vector<Factors> all{Factors{}};
  for (const Factor& factor : factors) {
    std::vector<Factors> longer;
    for (const Factors& some : all) {
      for (const Level& level : factor.levels) {
        longer.push_back(some);
        longer.back().set(factor.name, level);
      }
    }
    all = std::move(longer);
  }
  return all;
}

}  // namespace

Result<std::vector<Cell>> cells_of(const Case& asked, const Subject& subject, Platform platform) {
  for (const Factor& factor : asked.factors) {
    if (auto good = check_factor(factor, subject); !good) return good.error();
  }
  for (const ExpectationRule& rule : asked.expectations) {
    if (auto good = check_conditions(rule, asked); !good) return good.error();
  }
  std::vector<Cell> cells;
  for (const Factors& factors : product_of(asked.factors)) {
    Cell cell;
    cell.name = asked.name + "/" + to_string(factors);
    cell.case_name = asked.name;
    cell.subject = asked.subject;
    cell.platform = platform;
    cell.factors = factors;
    cell.workers = subject.workers(factors);
    auto expected = expected_counts(asked, cell, subject.reload_rule(factors).generations);
    if (!expected) return expected.error();
    cell.expected = std::move(*expected);
    cells.push_back(std::move(cell));
  }
  return cells;
}

}  // namespace winerror87
