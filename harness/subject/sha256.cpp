#include "harness/subject/sha256.hpp"

#include "harness/platform/run_program.hpp"

#include <fmt/format.h>

namespace winerror87 {

Result<std::string> sha256_of(const std::filesystem::path& file) {
  constexpr std::size_t digits = 64;
  Command command;
  command.program = find_program("sha256sum");
  if (command.program.empty()) return machine_error("sha256sum is not on the PATH; checksums cannot be checked.");
  command.arguments = {"--", file.string()};
  const auto outcome = run_program(command, std::chrono::seconds(120));
  if (!outcome) return outcome.error();
  if (outcome->code != 0 || outcome->output.size() < digits) {
    return machine_error(fmt::format("The checksum of {} cannot be taken: {}", file.string(), outcome->output));
  }
  return outcome->output.substr(0, digits);
}

}  // namespace winerror87
