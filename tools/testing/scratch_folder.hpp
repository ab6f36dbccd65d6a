#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <string_view>

namespace winerror87::tests {

// A new empty folder for one test, gone with it. Its name is drawn, so that test runs at the same time do not meet.
class ScratchFolder {
 public:
  ScratchFolder() {
    std::random_device chance;
    do {
      path_ = std::filesystem::path(::testing::TempDir()) / ("winerror87_test_" + std::to_string(chance()));
    } while (!std::filesystem::create_directory(path_));
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  const std::filesystem::path& path() const { return path_; }

  // Writes `bytes` as they are to the file `name` in the folder, and gives its path.
  std::filesystem::path write(std::string_view name, std::string_view bytes) const {
    const std::filesystem::path file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
    return file;
  }

 private:
  std::filesystem::path path_;
};

// The bytes of a file; a test that cannot have them fails.
inline std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  EXPECT_TRUE(stream) << file << " cannot be read";
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

}  // namespace winerror87::tests
