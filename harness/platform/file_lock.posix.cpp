#include "harness/platform/file_lock.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>

namespace winerror87 {

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock& FileLock::operator=(FileLock&& other) noexcept {
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

FileLock::~FileLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<FileLock> FileLock::wait_for(const std::filesystem::path& file, Kind kind) {
  return lock(file, kind, true);
}
Result<FileLock> FileLock::try_for(const std::filesystem::path& file, Kind kind) {
  return lock(file, kind, false);
}

Result<FileLock> FileLock::lock(const std::filesystem::path& file, Kind kind, bool wait) {
  FileLock lock;
  lock.descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (!lock.locked()) {
    return machine_error(fmt::format("The lock file {} cannot be opened: {}. Is its folder writable?", file.string(),
                                     std::strerror(errno)));
  }
  const int operation = (kind == Kind::shared ? LOCK_SH : LOCK_EX) | (wait ? 0 : LOCK_NB);
  int outcome = 0;
  while ((outcome = ::flock(lock.descriptor_, operation)) != 0 && errno == EINTR) {
  }
  if (outcome == 0) {
    ::futimens(lock.descriptor_, nullptr);  // the time of the last use, for whoever waits for the uses to end
    return lock;
  }
  if (errno != EWOULDBLOCK) {
    return machine_error(fmt::format("The file {} cannot be locked: {}.", file.string(), std::strerror(errno)));
  }
  return FileLock();
}

}  // namespace winerror87
