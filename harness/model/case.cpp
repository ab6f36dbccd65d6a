#include "harness/model/case.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace winerror87 {

std::string to_string(const Place& place) {
  if (place.line == 0) return place.file;
  return fmt::format("{}:{}:{}", place.file, place.line, place.column);
}

std::string_view to_string(Platform platform) {
  switch (platform) {
    case Platform::wine:
      return "wine";
    case Platform::windows:
      return "windows";
    case Platform::posix:
      return "posix";
  }
  return "?";
}

std::optional<Platform> platform_from(std::string_view text) {
  for (Platform platform : {Platform::wine, Platform::windows, Platform::posix}) {
    if (to_string(platform) == text) return platform;
  }
  return std::nullopt;
}

bool ExpectationRule::holds_for(const Factors& factors) const {
  return std::all_of(when.begin(), when.end(), [&](const auto& condition) {
    const Level* level = factors.find(condition.first);
    return level && std::find(condition.second.begin(), condition.second.end(), *level) != condition.second.end();
  });
}

}  // namespace winerror87
