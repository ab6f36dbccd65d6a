#include "harness/platform/suspension.hpp"

#include <chrono>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <memory>
#include <signal.h>
#include <thread>
#include <unistd.h>

namespace winerror87 {
namespace {

constexpr auto patience = std::chrono::seconds(1);

bool thread_runs(long pid, const char* thread) {
  char path[64];
  std::snprintf(path, sizeof path, "/proc/%ld/task/%.20s/stat", pid, thread);
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  char text[256];
  const ssize_t length = ::read(file, text, sizeof text - 1);
  ::close(file);
  if (length <= 0) return false;
  text[length] = '\0';
  const char* end_of_name = std::strrchr(text, ')');
  return end_of_name && end_of_name[1] == ' ' && !std::strchr("TtZX", end_of_name[2]);
}

// The signal stops a process; each of its threads stops when it is next scheduled (signal(7)), so all are looked at.
bool any_thread_runs(long pid) {
  char path[32];
  std::snprintf(path, sizeof path, "/proc/%ld/task", pid);
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir(path), ::closedir);
  if (!folder) return false;
  while (const dirent* item = ::readdir(folder.get())) {
    if (item->d_name[0] != '.' && thread_runs(pid, item->d_name)) return true;
  }
  return false;
}

}  // namespace

Suspension::Suspension(std::vector<long> pids) : pids_(std::move(pids)) {
  for (long pid : pids_) ::kill(static_cast<pid_t>(pid), SIGSTOP);
  const auto limit = std::chrono::steady_clock::now() + patience;
  for (long pid : pids_) {
    while (any_thread_runs(pid)) {
      if (std::chrono::steady_clock::now() > limit) {
        complete_ = false;
        return;
      }
      std::this_thread::yield();
    }
  }
}

Suspension::~Suspension() {
  for (long pid : pids_) ::kill(static_cast<pid_t>(pid), SIGCONT);
}

}  // namespace winerror87
