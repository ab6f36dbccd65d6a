#include "harness/model/subject.hpp"

#include <algorithm>
#include <charconv>

namespace winerror87 {
namespace {

// The number of workers in `text`, or 0 if it is none.
int count_in(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size() && value > 0 ? value : 0;
}

}  // namespace

std::string_view to_string(Identify identify) {
  switch (identify) {
    case Identify::announce:
      return "announce";
    case Identify::isolation:
      return "isolate";
    case Identify::body:
      return "body";
    case Identify::header:
      return "header";
  }
  return "?";
}

std::optional<Identify> identify_from(std::string_view text) {
  for (Identify identify : {Identify::announce, Identify::isolation, Identify::body, Identify::header}) {
    if (to_string(identify) == text) return identify;
  }
  return std::nullopt;
}

bool FactorDomain::takes(const Level& level) const {
  if (any_count) return count_in(level.text) > 0;
  return std::find(levels.begin(), levels.end(), level.text) != levels.end();
}

const FactorDomain* Subject::factor(std::string_view wanted) const {
  const auto found = std::find_if(factors.begin(), factors.end(), [&](const auto& f) { return f.name == wanted; });
  return found == factors.end() ? nullptr : &*found;
}

const Factors* Subject::preset(std::string_view wanted) const {
  const auto found = std::find_if(presets.begin(), presets.end(), [&](const auto& p) { return p.first == wanted; });
  return found == presets.end() ? nullptr : &found->second;
}

ReloadRule Subject::reload_rule(const Factors& levels) const {
  const auto found = reload.find(levels.text("reload", "off"));
  return found == reload.end() ? ReloadRule{} : found->second;
}

int Subject::workers(const Factors& levels) const {
  return reload_rule(levels).workers.value_or(std::max(1, count_in(levels.text("workers", "1"))));
}

}  // namespace winerror87
