#include "harness/platform/terminal.hpp"

#include <cstdlib>
#include <string_view>
#include <unistd.h>

namespace winerror87 {

bool output_takes_colour() {
  const auto variable = [](const char* name) {
    const char* value = std::getenv(name);
    return std::string_view(value ? value : "");
  };
  return ::isatty(STDOUT_FILENO) && variable("NO_COLOR").empty() && variable("TERM") != "dumb";
}

}  // namespace winerror87
