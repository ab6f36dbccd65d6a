#include "harness/platform/temporary_folder.hpp"

#include <fmt/format.h>

#include <random>
#include <utility>

namespace winerror87 {

Result<TemporaryFolder> TemporaryFolder::make() {
  std::error_code error;
  const std::filesystem::path parent = std::filesystem::temp_directory_path(error);
  std::random_device random;
  for (int attempt = 0; !error && attempt < 10; ++attempt) {
    std::filesystem::path path = parent / fmt::format("winerror87-{:08x}{:08x}", random(), random());
    if (std::filesystem::create_directory(path, error)) return TemporaryFolder(std::move(path));
  }
  return machine_error(
      fmt::format("No temporary folder can be made in {}: {}. Set TMPDIR.", parent.string(), error.message()));
}

TemporaryFolder::TemporaryFolder(TemporaryFolder&& other) noexcept : path_(std::exchange(other.path_, {})) {}

TemporaryFolder& TemporaryFolder::operator=(TemporaryFolder&& other) noexcept {
  std::swap(path_, other.path_);
  return *this;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
}

}  // namespace winerror87
