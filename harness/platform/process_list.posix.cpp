#include "harness/platform/process_list.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <functional>
#include <memory>
#include <set>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace winerror87::posix {
namespace {

using Selection = std::function<std::vector<ProcessEntry>(const std::vector<ProcessEntry>& all)>;

// Those that the guard's death gave to us, and all below them. We start nothing but guards, so a child of ours that is
// none and is younger than this one came from a guard that is dead: a daemon has a session of its own, so the session
// does not tell.
std::vector<ProcessEntry> orphans_of(const ProcessEntry& guard, const std::vector<ProcessEntry>& all) {
  std::vector<ProcessEntry> mine = descendants_of(getpid(), all);
  std::set<pid_t> wanted;
  for (const ProcessEntry& entry : mine) {  // parents come before their children: they are older
    const bool adopted =
        guard.pid > 0 && entry.parent == getpid() && entry.name != guard.name && entry.start_time >= guard.start_time;
    if (adopted || entry.session == guard.pid || wanted.contains(entry.parent)) wanted.insert(entry.pid);
  }
  std::erase_if(mine, [&](const ProcessEntry& entry) { return !wanted.contains(entry.pid); });
  return mine;
}

void kill_all(const Selection& selected) {
  for (;;) {
    const std::vector<ProcessEntry> left = selected(list_processes());
    if (left.empty()) return;
    for (const ProcessEntry& entry : left) {
      if (entry.state != 'Z') ::kill(entry.pid, SIGKILL);
    }
    for (const ProcessEntry& entry : left) {
      // Only our own children can be reaped; their children become ours when they are gone, and are met in another
      // round.
      if (entry.parent == getpid()) ::waitpid(entry.pid, nullptr, 0);
    }
  }
}

}  // namespace

bool read_process(pid_t pid, ProcessEntry& entry) {
  char path[32];
  std::snprintf(path, sizeof path, "/proc/%d/stat", pid);
  const int file = ::open(path, O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  char text[512];
  const ssize_t length = ::read(file, text, sizeof text - 1);
  ::close(file);
  if (length <= 0) return false;
  text[length] = '\0';
  // The name is in parentheses and may hold any character, a parenthesis too: it ends at the last one.
  const char* open = std::strchr(text, '(');
  const char* close = std::strrchr(text, ')');
  if (!open || !close || close < open) return false;
  entry.pid = pid;
  entry.name.assign(open + 1, close);
  return std::sscanf(close + 1, " %c %d %d %d %*d %*d %*u %*u %*u %*u %*u %*u %*u %*d %*d %*d %*d %*d %*d %llu",
                     &entry.state, &entry.parent, &entry.group, &entry.session, &entry.start_time) == 5;
}

std::vector<ProcessEntry> list_processes() {
  std::vector<ProcessEntry> all;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(::opendir("/proc"), ::closedir);
  if (!folder) return all;
  while (const dirent* item = ::readdir(folder.get())) {
    pid_t pid = 0;
    const char* end = item->d_name + std::strlen(item->d_name);
    const auto [rest, error] = std::from_chars(item->d_name, end, pid);
    ProcessEntry entry;
    if (error == std::errc{} && rest == end && read_process(pid, entry)) all.push_back(std::move(entry));
  }
  return all;
}

std::vector<ProcessEntry> descendants_of(pid_t ancestor, const std::vector<ProcessEntry>& list) {
  std::vector<ProcessEntry> found;
  std::set<pid_t> known{ancestor};
  for (bool grew = true; grew;) {
    grew = false;
    for (const ProcessEntry& entry : list) {
      if (known.contains(entry.pid) || !known.contains(entry.parent)) continue;
      known.insert(entry.pid);
      found.push_back(entry);
      grew = true;
    }
  }
  std::sort(found.begin(), found.end(), [](const ProcessEntry& a, const ProcessEntry& b) {
    return std::pair(a.start_time, a.pid) < std::pair(b.start_time, b.pid);
  });
  return found;
}

void kill_descendants() {
  kill_all([](const std::vector<ProcessEntry>& all) { return descendants_of(getpid(), all); });
}

void kill_orphans_of(const ProcessEntry& guard) {
  kill_all([&](const std::vector<ProcessEntry>& all) { return orphans_of(guard, all); });
}

}  // namespace winerror87::posix
