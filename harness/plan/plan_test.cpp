#include "harness/plan/plan.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winerror87 {
namespace {

struct GlobRow {
  const char* pattern;
  const char* name;
  bool matches;
};

const std::vector<GlobRow> glob_rows = {
    {"", "", true},
    {"", "a", false},
    {"*", "", true},
    {"*", "anything/at=all", true},
    {"**", "a", true},
    {"a", "a", true},
    {"a", "A", false},
    {"a", "ab", false},
    {"b", "ab", false},
    {"?", "", false},
    {"?", "a", true},
    {"?", "ab", false},
    {"a*", "a", true},
    {"*a", "ba", true},
    {"*a", "bab", false},
    {"a*c", "abc", true},
    {"a*c", "ac", true},
    {"a*c", "abcd", false},
    {"*ab*ab*", "aab_ab", true},
    {"*ab*ab*", "aab_b", false},
    {"*aab", "aaab", true},
    {"a?c*", "abcdef", true},
    {"case/*loop=iocp*", "case/handoff=inherit,loop=iocp,workers=2", true},
    {"case/*loop=iocp*", "case/handoff=inherit,loop=select,workers=2", false},
    {"*workers=2", "case/loop=iocp,workers=2", true},
    {"*workers=2", "case/loop=iocp,workers=2,reload=off", false},
    {"case/a.b", "case/axb", false},
    {"case/[ab]", "case/a", false},
    {"case/[ab]", "case/[ab]", true},
};

TEST(MatchesGlob, KnowsStarAndQuestionMarkAndNothingElse) {
  for (const GlobRow& row : glob_rows)
    EXPECT_EQ(matches_glob(row.pattern, row.name), row.matches) << row.pattern << " on " << row.name;
}

TEST(MatchesGlob, OfManyStarsTakesNoTime) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "a*";
  EXPECT_FALSE(matches_glob(pattern + "b", std::string(5000, 'a')));
}

ExpectationRule all_serve() {
  FateRules rules;
  rules[static_cast<std::size_t>(Fate::served)] = CountRule{true, 0};
  return {{}, {rules}, {"a.toml", 5, 1}};
}

Question question(std::string name, std::vector<Platform> platforms,
                  std::vector<Level> loops = {{"iocp"}, {"select"}}) {
  Question made;
  made.subject.name = "server";
  made.subject.factors = {{"handoff", {"inherit", "duplicate"}, false}, {"loop", {"iocp", "select"}, false}};
  made.subject.presets = {{"broken", {{"handoff", {"inherit"}}, {"loop", {"iocp"}}}},
                          {"half_fix", {{"handoff", {"duplicate"}}, {"loop", {"iocp"}}}},
                          {"fixed", {{"handoff", {"duplicate"}}, {"loop", {"select"}}}}};
  made.asked.name = std::move(name);
  made.asked.subject = "server";
  made.asked.platforms = std::move(platforms);
  made.asked.place = {made.asked.name + ".toml"};
  made.asked.expectations = {all_serve()};
  for (auto& [factor, levels] :
       {std::pair<std::string, std::vector<Level>>{"handoff", {{"inherit"}, {"duplicate"}}}, {"loop", loops}}) {
    made.asked.factors.push_back({factor, levels, {made.asked.place.file, 3, 1}, std::vector<Place>(levels.size())});
  }
  return made;
}

const Host linux_with_wine{{Platform::posix, Platform::wine}, {}};
const Host linux_without_wine{{Platform::posix, Platform::wine}, {{Platform::wine, "Wine is not on the PATH."}}};
const Host windows{{Platform::windows}, {}};

std::vector<std::string> names(const std::vector<PlannedTrial>& plan) {
  std::vector<std::string> all;
  for (const PlannedTrial& trial : plan) all.push_back(trial.cell.name);
  return all;
}

using Names = std::vector<std::string>;
const Names all_of_a = {"a/handoff=inherit,loop=iocp", "a/handoff=inherit,loop=select", "a/handoff=duplicate,loop=iocp",
                        "a/handoff=duplicate,loop=select"};

struct SelectionRow {
  const char* name;
  bool whole;
  Names patterns;
  Names excluded;
  Names planned;
};

const std::vector<SelectionRow> selection_rows = {
    {"whole", true, {}, {}, all_of_a},
    {"a pattern", false, {"a/*loop=iocp"}, {}, {all_of_a[0], all_of_a[2]}},
    {"two patterns that meet in a cell name it once, in the order of the case",
     false,
     {"*select", "a/handoff=inherit*"},
     {},
     {all_of_a[0], all_of_a[1], all_of_a[3]}},
    {"a whole name", false, {all_of_a[3]}, {}, {all_of_a[3]}},
    {"whole, some excluded", true, {}, {"*loop=iocp"}, {all_of_a[1], all_of_a[3]}},
    {"exclusion goes before selection", false, {"a/*"}, {"*inherit*", "*select"}, {all_of_a[2]}},
    {"all excluded", true, {}, {"*"}, {}},
};

TEST(MakePlan, SelectsTheCells) {
  for (const SelectionRow& row : selection_rows) {
    SCOPED_TRACE(row.name);
    Question asked = question("a", {Platform::wine});
    asked.whole = row.whole;
    const auto plan = make_plan({asked}, linux_with_wine, {row.patterns, row.excluded, std::nullopt, 1});
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_EQ(names(*plan), row.planned);
    for (const PlannedTrial& trial : *plan) {
      EXPECT_EQ(trial.question, 0u);
      EXPECT_EQ(trial.started, trial.cell.factors);
      EXPECT_EQ(trial.repeat, 1);
      EXPECT_FALSE(trial.skip);
    }
  }
}

TEST(MakePlan, RefusesAPatternThatMatchesNoCell) {
  Question asked = question("a", {Platform::wine});
  asked.whole = false;
  const auto plan = make_plan({asked}, linux_with_wine, {{"a/*", "a/*loop=epoll*"}, {}, std::nullopt, 1});
  ASSERT_FALSE(plan);
  EXPECT_EQ(plan.error().exit, ExitCode::usage);
  EXPECT_NE(plan.error().message.find("\"a/*loop=epoll*\" matches no cell"), std::string::npos) << plan.error().message;
}

TEST(MakePlan, APatternOfACellThatIsExcludedIsNoMistake) {
  Question asked = question("a", {Platform::wine});
  asked.whole = false;
  const auto plan = make_plan({asked}, linux_with_wine, {{"a/*select"}, {"*"}, std::nullopt, 1});
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_TRUE(plan->empty());
}

TEST(MakePlan, APatternOfAnotherPlatformsCellIsNoMistake) {
  Question here = question("a", {Platform::posix});
  Question elsewhere = question("b", {Platform::windows});
  here.whole = elsewhere.whole = false;
  const auto plan = make_plan({here, elsewhere}, linux_with_wine, {{"a/*", "b/*"}, {}, std::nullopt, 1});
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(names(*plan), all_of_a);
}

struct PlatformRow {
  const char* name;
  std::vector<Platform> platforms;
  const Host& host;
  std::size_t cells;
  Platform platform;
  bool skipped;
};

const std::vector<PlatformRow> platform_rows = {
    {"wine here", {Platform::wine, Platform::windows}, linux_with_wine, 4, Platform::wine, false},
    {"wine is lacking: a skip", {Platform::wine, Platform::windows}, linux_without_wine, 4, Platform::wine, true},
    {"windows itself", {Platform::wine, Platform::windows}, windows, 4, Platform::windows, false},
    {"the control needs no wine", {Platform::posix}, linux_without_wine, 4, Platform::posix, false},
    {"another platform is no skip", {Platform::windows}, linux_with_wine, 0, Platform::windows, false},
    {"another platform is no skip, on windows", {Platform::posix}, windows, 0, Platform::posix, false},
};

TEST(MakePlan, TakesThePlatformOfThisMachine) {
  for (const PlatformRow& row : platform_rows) {
    SCOPED_TRACE(row.name);
    const auto plan = make_plan({question("a", row.platforms)}, row.host, {});
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_EQ(plan->size(), row.cells);
    for (const PlannedTrial& trial : *plan) {
      EXPECT_EQ(trial.cell.platform, row.platform);
      ASSERT_EQ(trial.skip.has_value(), row.skipped);
      if (!trial.skip) continue;
      EXPECT_EQ(trial.skip->reason, "Wine is not on the PATH.");
      EXPECT_TRUE(trial.skip->machine_lacks);
    }
  }
}

struct SwapRow {
  const char* name;
  Swap swap;
  Names started;  // in the order of the cells
};

const std::vector<SwapRow> swap_rows = {
    {"the half fix in place of the fix",
     {"fixed", "half_fix"},
     {"handoff=inherit,loop=iocp", "handoff=inherit,loop=select", "handoff=duplicate,loop=iocp",
      "handoff=duplicate,loop=iocp"}},
    {"the fix in place of the broken",
     {"broken", "fixed"},
     {"handoff=duplicate,loop=select", "handoff=inherit,loop=select", "handoff=duplicate,loop=iocp",
      "handoff=duplicate,loop=select"}},
    {"a preset with itself",
     {"fixed", "fixed"},
     {"handoff=inherit,loop=iocp", "handoff=inherit,loop=select", "handoff=duplicate,loop=iocp",
      "handoff=duplicate,loop=select"}},
};

TEST(MakePlan, ASwapChangesWhatIsStartedAndNothingElse) {
  const auto straight = make_plan({question("a", {Platform::wine})}, linux_with_wine, {});
  ASSERT_TRUE(straight);
  for (const SwapRow& row : swap_rows) {
    SCOPED_TRACE(row.name);
    const auto plan = make_plan({question("a", {Platform::wine})}, linux_with_wine, {{}, {}, row.swap, 1});
    ASSERT_TRUE(plan) << plan.error().message;
    ASSERT_EQ(plan->size(), row.started.size());
    for (std::size_t i = 0; i < plan->size(); ++i) {
      SCOPED_TRACE((*plan)[i].cell.name);
      EXPECT_EQ(to_string((*plan)[i].started), row.started[i]);
      EXPECT_EQ((*plan)[i].cell.name, (*straight)[i].cell.name);
      EXPECT_EQ((*plan)[i].cell.factors, (*straight)[i].cell.factors);
      EXPECT_EQ((*plan)[i].cell.expected, (*straight)[i].cell.expected);
    }
  }
}

TEST(MakePlan, ASwapLeavesSubjectsWithoutThePresetAlone) {
  Question other = question("b", {Platform::wine});
  other.subject.presets.clear();
  const auto plan =
      make_plan({question("a", {Platform::wine}), other}, linux_with_wine, {{}, {}, Swap{"fixed", "half_fix"}, 1});
  ASSERT_TRUE(plan) << plan.error().message;
  for (const PlannedTrial& trial : *plan) {
    if (trial.question == 0) continue;
    EXPECT_EQ(trial.started, trial.cell.factors) << trial.cell.name;
  }
}

TEST(MakePlan, RefusesASwapOfAnUnknownPreset) {
  for (const Swap& swap : {Swap{"fixd", "half_fix"}, {"fixed", "halffix"}}) {
    const auto plan = make_plan({question("a", {Platform::wine})}, linux_with_wine, {{}, {}, swap, 1});
    ASSERT_FALSE(plan) << swap.from << "=" << swap.to;
    EXPECT_EQ(plan.error().exit, ExitCode::usage);
    EXPECT_NE(plan.error().message.find("broken, fixed, half_fix"), std::string::npos) << plan.error().message;
  }
  Question without = question("a", {Platform::wine});
  without.subject.presets.clear();
  const auto plan = make_plan({without}, linux_with_wine, {{}, {}, Swap{"fixed", "half_fix"}, 1});
  ASSERT_FALSE(plan);
  EXPECT_NE(plan.error().message.find("Presets: none"), std::string::npos) << plan.error().message;
}

TEST(MakePlan, RepeatsAllCellsAndNotEachCell) {
  const auto plan =
      make_plan({question("a", {Platform::wine}, {{"iocp"}}), question("b", {Platform::posix}, {{"select"}})},
                linux_with_wine, {{}, {"*inherit*"}, std::nullopt, 3});
  ASSERT_TRUE(plan) << plan.error().message;
  ASSERT_EQ(plan->size(), 6u);
  for (std::size_t i = 0; i < plan->size(); ++i) {
    SCOPED_TRACE(i);
    EXPECT_EQ((*plan)[i].repeat, static_cast<int>(i / 2) + 1);
    EXPECT_EQ((*plan)[i].question, i % 2);
    EXPECT_EQ((*plan)[i].cell.name, i % 2 == 0 ? "a/handoff=duplicate,loop=iocp" : "b/handoff=duplicate,loop=select");
  }
}

TEST(MakePlan, SaysWhatIsWrongWithACaseOfAnotherPlatformToo) {
  Question elsewhere = question("b", {Platform::windows});
  elsewhere.asked.factors[0].name = "handof";
  const auto plan = make_plan({elsewhere}, linux_with_wine, {});
  ASSERT_FALSE(plan);
  EXPECT_TRUE(plan.error().message.starts_with("b.toml:3:1: ")) << plan.error().message;
}

}  // namespace
}  // namespace winerror87
