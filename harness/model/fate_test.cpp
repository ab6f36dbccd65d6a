#include "harness/model/fate.hpp"

#include <gtest/gtest.h>

namespace winerror87 {
namespace {

TEST(Fate, EveryFateIsReadBackFromItsName) {
  for (Fate fate : all_fates) EXPECT_EQ(fate_from(to_string(fate)), fate) << to_string(fate);
  EXPECT_EQ(fate_from("deaf"), std::nullopt);
}

TEST(FateCounts, LeavesOutWhatNobodyMet) {
  FateCounts counts;
  EXPECT_EQ(to_string(counts), "no worker");
  counts[Fate::served] = 1;
  counts[Fate::error_87] = 3;
  EXPECT_EQ(to_string(counts), "1 served, 3 error-87");
  EXPECT_EQ(counts.total(), 4);
}

TEST(FateCounts, AreEqualOnlyIfEachCountIs) {
  FateCounts one, other;
  one[Fate::served] = other[Fate::silent] = 2;
  EXPECT_NE(one, other);
  other[Fate::silent] = 0;
  other[Fate::served] = 2;
  EXPECT_EQ(one, other);
}

}  // namespace
}  // namespace winerror87
