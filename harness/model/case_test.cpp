#include "harness/model/case.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace winerror87 {
namespace {

TEST(Place, NamesLineAndColumnWhereTheyAreKnown) {
  EXPECT_EQ(to_string(Place{"cases/a.toml", 12, 3}), "cases/a.toml:12:3");
  EXPECT_EQ(to_string(Place{"cases/a.toml"}), "cases/a.toml");
}

TEST(Platform, EveryPlatformIsReadBackFromItsName) {
  for (Platform platform : {Platform::wine, Platform::windows, Platform::posix}) {
    EXPECT_EQ(platform_from(to_string(platform)), platform) << to_string(platform);
  }
  EXPECT_EQ(platform_from("linux"), std::nullopt);
  EXPECT_EQ(platform_from(""), std::nullopt);
}

struct CountRow {
  const char* name;
  CountRule rule;
  int workers;
  int count;
};

const std::vector<CountRow> count_rows = {
    {"a number does not depend on N", {false, 1}, 4, 1},
    {"zero", {false, 0}, 4, 0},
    {"N", {true, 0}, 4, 4},
    {"N-1", {true, -1}, 4, 3},
    {"N-1 of one worker", {true, -1}, 1, 0},
    {"N-2 of one worker is negative, which the plan refuses", {true, -2}, 1, -1},
};

TEST(CountRule, IsResolvedWithTheNumberOfWorkers) {
  for (const CountRow& row : count_rows) EXPECT_EQ(row.rule.resolve(row.workers), row.count) << row.name;
}

struct HoldsRow {
  const char* name;
  Factors factors;
  bool holds;
};

TEST(ExpectationRule, HoldsIfEachFactorHasOneOfItsLevels) {
  ExpectationRule rule;
  rule.when = {{"loop", {{"iocp"}}}, {"reload", {{"all"}, {"single"}}}};
  const std::vector<HoldsRow> rows = {
      {"first level", {{"loop", {"iocp"}}, {"reload", {"all"}}}, true},
      {"second level, other factors besides",
       {{"workers", {"4", true}}, {"reload", {"single"}}, {"loop", {"iocp"}}},
       true},
      {"one level of another kind", {{"loop", {"iocp"}}, {"reload", {"off"}}}, false},
      {"a factor is missing", {{"loop", {"iocp"}}}, false},
      {"no factors", {}, false},
  };
  for (const HoldsRow& row : rows) EXPECT_EQ(rule.holds_for(row.factors), row.holds) << row.name;
  EXPECT_TRUE(ExpectationRule{}.holds_for({{"loop", {"iocp"}}})) << "a rule without conditions speaks of every cell";
}

}  // namespace
}  // namespace winerror87
