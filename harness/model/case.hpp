#pragma once

#include "harness/model/factor.hpp"
#include "harness/model/fate.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace winerror87 {

// Where in a file something was said, for messages: "cases/reload.toml:12:3".
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

std::string to_string(const Place& place);

// A system on which a cell can be run. `wine` and `windows` start Windows programs, `posix` starts native ones.
enum class Platform { wine, windows, posix };

std::string_view to_string(Platform platform);
std::optional<Platform> platform_from(std::string_view text);

// A count of workers as a case file says it: 1, "N", "N-1", where N is the number of workers that the subject runs.
struct CountRule {
  bool relative = false;  // value is added to N
  int value = 0;
  int resolve(int workers) const { return relative ? workers + value : value; }
};

// The counts of one generation; a fate that is not named is expected of nobody.
using FateRules = std::array<std::optional<CountRule>, 4>;

struct ExpectationRule {
  std::vector<std::pair<std::string, std::vector<Level>>> when;  // factor -> levels for which the rule holds
  std::vector<FateRules> generations;
  Place place;
  bool holds_for(const Factors& factors) const;
};

struct Factor {
  std::string name;
  std::vector<Level> levels;
  Place place;
  std::vector<Place> level_places;  // as long as levels
};

// A question, as a file in cases/ asks it: levels whose product are the cells, and what is expected of each.
struct Case {
  std::string name;
  std::string question;
  std::string why;
  bool is_default = false;
  std::string subject;
  std::vector<Platform> platforms;
  std::vector<Factor> factors;
  std::vector<ExpectationRule> expectations;
  Place place;
  Place subject_place;
};

}  // namespace winerror87
