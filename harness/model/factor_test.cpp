#include "harness/model/factor.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace winerror87 {
namespace {

const Factors broken{{"handoff", {"inherit"}}, {"loop", {"iocp"}}, {"workers", {"4", true}}};

TEST(Factors, KeepTheOrderInWhichTheyWereGiven) {
  EXPECT_EQ(to_string(broken), "handoff=inherit,loop=iocp,workers=4");
  EXPECT_EQ(to_string(Factors{}), "");
  EXPECT_TRUE(Factors{}.empty());
}

TEST(Factors, ReplaceALevelInItsPlaceAndAddANewFactorAtTheEnd) {
  Factors factors = broken;
  factors.set("handoff", {"duplicate"});
  EXPECT_EQ(to_string(factors), "handoff=duplicate,loop=iocp,workers=4");
  factors.set("reload", {"off"});
  EXPECT_EQ(to_string(factors), "handoff=duplicate,loop=iocp,workers=4,reload=off");
}

TEST(Factors, FindWhatTheyHold) {
  ASSERT_NE(broken.find("workers"), nullptr);
  EXPECT_TRUE(broken.find("workers")->is_number);
  EXPECT_EQ(broken.find("worker"), nullptr);
  EXPECT_EQ(broken.text("loop"), "iocp");
  EXPECT_EQ(broken.text("reload"), "");
  EXPECT_EQ(broken.text("reload", "off"), "off");
}

TEST(Factors, AreEqualOnlyInTheSameOrder) {
  const Factors turned{{"loop", {"iocp"}}, {"handoff", {"inherit"}}, {"workers", {"4", true}}};
  EXPECT_NE(broken, turned);
  EXPECT_TRUE(broken.includes(turned));
}

struct IncludesRow {
  const char* name;
  Factors part;
  bool included;
};

const std::vector<IncludesRow> includes_rows = {
    {"nothing", {}, true},
    {"one level", {{"loop", {"iocp"}}}, true},
    {"two levels in another order", {{"loop", {"iocp"}}, {"handoff", {"inherit"}}}, true},
    {"all levels", broken, true},
    {"another level", {{"loop", {"select"}}}, false},
    {"one level right and one wrong", {{"handoff", {"inherit"}}, {"loop", {"select"}}}, false},
    {"a factor that is not there", {{"reload", {"off"}}}, false},
    {"a number as text", {{"workers", {"4", false}}}, true},
};

TEST(Factors, IncludeAPartIfEachOfItsLevelsIsTheirs) {
  for (const IncludesRow& row : includes_rows) EXPECT_EQ(broken.includes(row.part), row.included) << row.name;
}

}  // namespace
}  // namespace winerror87
