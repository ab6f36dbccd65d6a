#pragma once

#include "harness/cli/options.hpp"
#include "harness/model/error.hpp"

#include <string>

namespace winerror87 {

// Each command of the program: does what was asked, prints its results on standard output and progress on standard
// error. `program` is the program's name as it was called, for commands that are shown to be copied.
Result<ExitCode> run_command(const RunOptions& options, const std::string& program);
Result<ExitCode> list_command(const ListOptions& options);
Result<ExitCode> check_command(const CheckArguments& options, const std::string& program);

}  // namespace winerror87
