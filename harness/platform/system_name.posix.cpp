#include "harness/platform/system_name.hpp"

#include <sys/utsname.h>
#include <unistd.h>

namespace winerror87 {

std::string system_name() {
  utsname names{};
  if (::uname(&names) != 0) return "unknown";
  return std::string(names.sysname) + " " + names.release + " " + names.machine;
}

long own_pid() {
  return ::getpid();
}

}  // namespace winerror87
