#include "harness/model/fate.hpp"

#include <fmt/format.h>

#include <numeric>

namespace winerror87 {

std::string_view to_string(Fate fate) {
  switch (fate) {
    case Fate::served:
      return "served";
    case Fate::error_87:
      return "error-87";
    case Fate::other_failure:
      return "other-failure";
    case Fate::silent:
      return "silent";
  }
  return "?";
}

std::optional<Fate> fate_from(std::string_view text) {
  for (Fate fate : all_fates) {
    if (to_string(fate) == text) return fate;
  }
  return std::nullopt;
}

int FateCounts::total() const {
  return std::accumulate(counts_.begin(), counts_.end(), 0);
}

std::string to_string(const FateCounts& counts) {
  std::string text;
  for (Fate fate : all_fates) {
    if (counts[fate] == 0) continue;
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {}", counts[fate], to_string(fate));
  }
  return text.empty() ? "no worker" : text;
}

}  // namespace winerror87
