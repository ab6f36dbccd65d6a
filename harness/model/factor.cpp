#include "harness/model/factor.hpp"

#include <algorithm>

namespace winerror87 {

void Factors::set(std::string_view factor, Level level) {
  for (auto& [name, value] : entries_) {
    if (name == factor) {
      value = std::move(level);
      return;
    }
  }
  entries_.emplace_back(std::string(factor), std::move(level));
}

const Level* Factors::find(std::string_view factor) const {
  const auto found = std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return e.first == factor; });
  return found == entries_.end() ? nullptr : &found->second;
}

std::string Factors::text(std::string_view factor, std::string_view otherwise) const {
  const Level* level = find(factor);
  return level ? level->text : std::string(otherwise);
}

bool Factors::includes(const Factors& part) const {
  return std::all_of(part.begin(), part.end(), [&](const Entry& e) {
    const Level* level = find(e.first);
    return level && *level == e.second;
  });
}

std::string to_string(const Factors& factors) {
  std::string text;
  for (const auto& [name, level] : factors) {
    if (!text.empty()) text += ',';
    text += name + '=' + level.text;
  }
  return text;
}

}  // namespace winerror87
