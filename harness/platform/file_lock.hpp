#pragma once

#include "harness/model/error.hpp"

#include <filesystem>

namespace winerror87 {

// A lock on a file that is made if need be. Held until destroyed, and by every process that was given `descriptor`.
// Linux: flock(2); it goes with the last process that holds the descriptor, however that ends.
class FileLock {
 public:
  enum class Kind { shared, exclusive };
  static Result<FileLock> wait_for(const std::filesystem::path& file, Kind kind);  // blocks
  static Result<FileLock> try_for(const std::filesystem::path& file, Kind kind);   // not locked() if somebody holds it

  FileLock() = default;
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&& other) noexcept;
  ~FileLock();

  bool locked() const { return descriptor_ >= 0; }
  int descriptor() const { return descriptor_; }

 private:
  static Result<FileLock> lock(const std::filesystem::path& file, Kind kind, bool wait);
  int descriptor_ = -1;
};

}  // namespace winerror87
