#pragma once

#include "harness/testing/program_fixture.hpp"

#include <string>
#include <string_view>

namespace winerror87::tests {

// Tests of `run` with a case file of their own, whose subject, named by its path, is fixture_stranger. Its one factor
// besides `workers` is `fault`: none, deaf (silent), error_87, other, crash (the whole server, at once), hang (never
// listens, and makes the file `hangs`).
class MadeCaseTest : public ProgramTest {
 protected:
  MadeCaseTest();
  // Writes NAME.toml with these factors (the body of the table) and expectations, and gives its path.
  std::string write_case(std::string_view name, std::string_view factors, std::string_view expectations) const;
  // `run FILE OPTIONS` with the records in record_file().
  Words run_words(const std::string& file, const Words& options = {}) const;
  Ended run_case(const std::string& file, const Words& options = {}) { return run(run_words(file, options)); }
  std::string hang_mark() const { return folder() + "/hangs"; }
};

}  // namespace winerror87::tests
