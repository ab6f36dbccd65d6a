// The main of test programs that need nothing else at their start.
#include <gtest/gtest.h>

#include "tools/testing/run_all_tests.hpp"

int main(int count, char** words) {
  ::testing::InitGoogleTest(&count, words);
  return winerror87::tests::run_all_tests();
}
