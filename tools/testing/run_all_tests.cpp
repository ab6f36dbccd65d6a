// GoogleTest alone calls a filter that selects nothing a success, and a skipped test too.
#include "tools/testing/run_all_tests.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>

namespace winerror87::tests {

int run_all_tests() {
  constexpr int usage = 129;
  ::testing::UnitTest& tests = *::testing::UnitTest::GetInstance();
  const int failed = RUN_ALL_TESTS();
  if (::testing::GTEST_FLAG(list_tests)) return failed;
  // A shard may rightly be empty: there can be more shards than tests.
  if (tests.test_to_run_count() == 0 && !std::getenv("GTEST_TOTAL_SHARDS")) {
    std::fprintf(stderr, "No test was run: the filter \"%s\" selects none of %d.\n",
                 ::testing::GTEST_FLAG(filter).c_str(), tests.total_test_count());
    return usage;
  }
  if (failed == 0 && tests.skipped_test_count() > 0) return WINERROR87_SKIP_CODE;
  return failed;
}

}  // namespace winerror87::tests
