#include "harness/platform/cache_folder.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace winerror87 {
namespace {

std::filesystem::path chosen_folder() {
  const auto variable = [](const char* name) -> std::filesystem::path {
    const char* value = std::getenv(name);
    return value ? value : "";
  };
  if (const auto own = variable("WINERROR87_CACHE"); !own.empty()) return own;
  if (const auto cache = variable("XDG_CACHE_HOME"); cache.is_absolute()) return cache / "winerror87";
  if (const auto home = variable("HOME"); !home.empty()) return home / ".cache" / "winerror87";
  return {};
}

}  // namespace

Result<std::filesystem::path> cache_folder() {
  const std::filesystem::path folder = chosen_folder();
  if (folder.empty()) return machine_error("There is no cache folder: set HOME or WINERROR87_CACHE.");
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return machine_error(
        fmt::format("The cache folder {} cannot be made: {}. Set WINERROR87_CACHE to a folder that can.",
                    folder.string(), error.message()));
  }
  return std::filesystem::absolute(folder);
}

}  // namespace winerror87
