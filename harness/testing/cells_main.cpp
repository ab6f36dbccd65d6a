// Built once for each label, for ctest labels whole programs.
#include "harness/testing/cell_tests.hpp"

int main(int count, char** words) {
  return winerror87::run_cell_tests(WINERROR87_LABEL, count, words);
}
