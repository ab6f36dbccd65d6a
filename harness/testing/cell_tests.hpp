#pragma once

#include <string>

namespace winerror87 {

// Registers the cells of cases/*.toml that have this label (wine, posix, real) as tests, one for each, named
// CASE.factor=level,..., so that ctest can choose among them; and runs them as GoogleTest's own options say.
int run_cell_tests(const std::string& label, int count, char** words);

}  // namespace winerror87
