#include "harness/platform/own_program.hpp"

#include <sys/prctl.h>

namespace winerror87 {

std::filesystem::path own_folder() {
  static const std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
  return folder;
}

void adopt_orphans() {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

}  // namespace winerror87
