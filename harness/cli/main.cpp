#include "harness/cli/commands.hpp"
#include "harness/cli/options.hpp"
#include "harness/platform/own_program.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <exception>
#include <string>
#include <variant>

namespace {

using namespace winerror87;

struct Dispatch {
  std::string program;
  Result<ExitCode> operator()(const RunOptions& options) const { return run_command(options, program); }
  Result<ExitCode> operator()(const ListOptions& options) const { return list_command(options); }
  Result<ExitCode> operator()(const CheckArguments& options) const { return check_command(options, program); }
};

int report(const Error& error) {
  std::fflush(stdout);
  fmt::print(stderr, "winerror87: {}\n", error.message);
  return static_cast<int>(error.exit);
}

}  // namespace

int main(int count, char** words) {
  try {
    adopt_orphans();
    const auto parsed = parse_command_line(count, words);
    if (const int* code = std::get_if<int>(&parsed)) return *code;
    const auto exit = std::visit(Dispatch{words[0]}, std::get<Options>(parsed));
    return exit ? static_cast<int>(*exit) : report(exit.error());
  } catch (const std::exception& error) {
    return report(machine_error(fmt::format("internal error: {}. This is a bug of winerror87.", error.what())));
  }
}
