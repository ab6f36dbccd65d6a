#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

// The processes of a Linux machine, from /proc (proc(5)). Private to platform/: shared by the harness and its guard.
namespace winerror87::posix {

struct ProcessEntry {
  pid_t pid = 0;
  pid_t parent = 0;
  pid_t group = 0;
  pid_t session = 0;
  char state = '?';                   // R, S, D, T (stopped), Z (zombie), ...
  unsigned long long start_time = 0;  // clock ticks since boot
  std::string name;
};

// One process; false if it is gone.
bool read_process(pid_t pid, ProcessEntry& entry);

std::vector<ProcessEntry> list_processes();

// All processes below `ancestor` in `list`, zombies included, the oldest first.
std::vector<ProcessEntry> descendants_of(pid_t ancestor, const std::vector<ProcessEntry>& list);

// Sends SIGKILL to everything below the calling process, and reaps, until nothing is left. Blocks, for milliseconds.
void kill_descendants();

// The same for what a guard of ours left to us when something killed it. `guard` is it as it was when it lived.
void kill_orphans_of(const ProcessEntry& guard);

}  // namespace winerror87::posix
