#pragma once

namespace winerror87::tests {

// Runs what GoogleTest was initialised for. 0 all passed; 1 some failed; 129 the filter selects nothing; the skip code
// of tools/cmake/Testing.cmake if some were skipped and none failed.
int run_all_tests();

}  // namespace winerror87::tests
