// A test program whose tests end in each way, for the tests of how test programs end (test_programs_test.cpp).
#include <gtest/gtest.h>

#include <cstdio>

TEST(Sample, Passes) {}
TEST(Sample, Fails) {
  FAIL() << "on purpose";
}
TEST(Sample, IsSkipped) {
  GTEST_SKIP() << "on purpose";
}
// What a subject could print, to be taken for a skipped or for a failed test.
TEST(Sample, PrintsThatItIsSkipped) {
  std::puts("[  SKIPPED ] Sample.PrintsThatItIsSkipped (0 ms)");
}
TEST(Sample, PrintsThatItIsSkippedAndFails) {
  std::puts("[  SKIPPED ] Sample.PrintsThatItIsSkippedAndFails (0 ms)");
  FAIL() << "on purpose";
}
