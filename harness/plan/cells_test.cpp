#include "harness/plan/cells.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace winerror87 {
namespace {

Subject server() {
  Subject subject;
  subject.name = "server";
  subject.factors = {{"handoff", {"inherit", "duplicate"}, false},
                     {"loop", {"iocp", "select"}, false},
                     {"workers", {}, true},
                     {"reload", {"off", "all", "single"}, false}};
  subject.reload["all"] = {2, std::nullopt};
  subject.reload["single"] = {2, 1};
  return subject;
}

Factor factor(std::string name, std::vector<Level> levels, int line) {
  Factor made{std::move(name), std::move(levels), {"two.toml", line, 9}, {}};
  for (std::size_t i = 0; i < made.levels.size(); ++i)
    made.level_places.push_back({"two.toml", line, 10 + 10 * static_cast<int>(i)});
  return made;
}

constexpr CountRule all{true, 0};
constexpr CountRule all_but_one{true, -1};

FateRules counts(std::optional<CountRule> served, std::optional<CountRule> error_87 = {}) {
  return {served, error_87, {}, {}};
}

ExpectationRule expect(const char* loop, std::vector<FateRules> generations, int line) {
  return {{{"loop", {{loop}}}}, std::move(generations), {"two.toml", line, 1}};
}

Case two_by_two() {
  Case asked;
  asked.name = "two";
  asked.subject = "server";
  asked.platforms = {Platform::wine};
  asked.place = {"two.toml"};
  asked.factors = {factor("loop", {{"iocp"}, {"select"}}, 5), factor("workers", {{"1", true}, {"4", true}}, 6)};
  asked.expectations = {expect("iocp", {counts(CountRule{false, 1}, all_but_one)}, 8),
                        expect("select", {counts(all)}, 11)};
  return asked;
}

TEST(CellsOf, AreTheProductOfTheFactorsWithTheLastChangingFastest) {
  const auto cells = cells_of(two_by_two(), server(), Platform::wine);
  ASSERT_TRUE(cells) << cells.error().message;
  struct Row {
    const char* name;
    int workers;
    const char* expected;
  };
  const std::vector<Row> rows = {{"two/loop=iocp,workers=1", 1, "1 served"},
                                 {"two/loop=iocp,workers=4", 4, "1 served, 3 error-87"},
                                 {"two/loop=select,workers=1", 1, "1 served"},
                                 {"two/loop=select,workers=4", 4, "4 served"}};
  ASSERT_EQ(cells->size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    SCOPED_TRACE(rows[i].name);
    const Cell& cell = (*cells)[i];
    EXPECT_EQ(cell.name, rows[i].name);
    EXPECT_EQ(cell.case_name, "two");
    EXPECT_EQ(cell.subject, "server");
    EXPECT_EQ(cell.platform, Platform::wine);
    EXPECT_EQ(cell.workers, rows[i].workers);
    ASSERT_EQ(cell.expected.size(), 1u);
    EXPECT_EQ(to_string(cell.expected[0]), rows[i].expected);
  }
}

TEST(CellsOf, HaveAsManyGenerationsAndWorkersAsReloadMakesOfThem) {
  Case asked = two_by_two();
  asked.factors.push_back(factor("reload", {{"all"}, {"single"}}, 7));
  asked.expectations = {expect("iocp", {counts(CountRule{false, 1}, all_but_one), counts({}, all)}, 8),
                        expect("select", {counts(all), counts(all)}, 11)};
  const auto cells = cells_of(asked, server(), Platform::wine);
  ASSERT_TRUE(cells) << cells.error().message;
  ASSERT_EQ(cells->size(), 8u);
  const Cell& every = (*cells)[2];
  EXPECT_EQ(every.name, "two/loop=iocp,workers=4,reload=all");
  EXPECT_EQ(to_string(every.expected[0]), "1 served, 3 error-87");
  EXPECT_EQ(to_string(every.expected[1]), "4 error-87");
  const Cell& single = (*cells)[3];
  EXPECT_EQ(single.name, "two/loop=iocp,workers=4,reload=single");
  EXPECT_EQ(single.workers, 1) << "uvicorn ignores the workers with reload";
  EXPECT_EQ(to_string(single.expected[0]), "1 served");
  EXPECT_EQ(to_string(single.expected[1]), "1 error-87");
}

TEST(CellsOf, ACaseWithoutFactorsIsOneCell) {
  Case asked = two_by_two();
  asked.factors.clear();
  asked.expectations = {{{}, {counts(all)}, {"two.toml", 8, 1}}};
  const auto cells = cells_of(asked, server(), Platform::posix);
  ASSERT_TRUE(cells) << cells.error().message;
  ASSERT_EQ(cells->size(), 1u);
  EXPECT_EQ(cells->front().name, "two/");
  EXPECT_EQ(cells->front().platform, Platform::posix);
}

struct BadRow {
  const char* name;
  std::function<void(Case&)> spoil;
  const char* begin;
  std::vector<const char*> words;
};

const std::vector<BadRow> bad_rows = {
    {"an unknown factor",
     [](Case& c) { c.factors[1].name = "worker"; },
     "two.toml:6:9: ",
     {"unknown factor \"worker\"", "handoff, loop, workers, reload"}},
    {"an unknown level",
     [](Case& c) { c.factors[0].levels[1] = {"epoll"}; },
     "two.toml:5:20: ",
     {"unknown level \"epoll\" of loop", "iocp, select"}},
    {"a level that is no count",
     [](Case& c) {
       c.factors[1].levels[0] = {"0", true};
     },
     "two.toml:6:10: ",
     {"unknown level \"0\" of workers", "any whole number"}},
    {"when names no factor of the case",
     [](Case& c) { c.expectations[1].when[0].first = "handoff"; },
     "two.toml:11:1: ",
     {"handoff", "no factor of this case"}},
    {"when names a level that the case does not have",
     [](Case& c) { c.expectations[1].when[0].second.push_back({"epoll"}); },
     "two.toml:11:1: ",
     {"\"epoll\" of loop"}},
    {"two expectations for a cell",
     [](Case& c) { c.expectations[1].when.clear(); },
     "two.toml:11:1: ",
     {"two expectations", "two/loop=iocp,workers=1", "line 8"}},
    {"no expectation for a cell",
     [](Case& c) { c.expectations.pop_back(); },
     "two.toml: ",
     {"no expectation", "two/loop=select,workers=1"}},
    {"no expectation at all",
     [](Case& c) { c.expectations.clear(); },
     "two.toml: ",
     {"no expectation", "two/loop=iocp,workers=1"}},
    {"more generations than the cell has",
     [](Case& c) { c.expectations[0].generations.push_back(counts(all)); },
     "two.toml:8:1: ",
     {"has 1 generation(s), and 2 are expected"}},
    {"counts above the workers",
     [](Case& c) {
       c.expectations[1].generations[0] = counts(all, CountRule{false, 1});
     },
     "two.toml:11:1: ",
     {"1 served, 1 error-87", "do not add up to the 1 worker(s)"}},
    {"counts below the workers",
     [](Case& c) {
       c.expectations[1].generations[0] = counts(CountRule{false, 1});
     },
     "two.toml:11:1: ",
     {"1 served", "do not add up to the 4 worker(s) of the cell two/loop=select,workers=4"}},
    {"no counts",
     [](Case& c) { c.expectations[1].generations[0] = counts({}); },
     "two.toml:11:1: ",
     {"no worker", "do not add up"}},
    {"a negative count",
     [](Case& c) {
       c.expectations[0].generations[0] = counts(CountRule{false, 2}, CountRule{true, -2});
     },
     "two.toml:8:1: ",
     {"error-87 is negative for the cell two/loop=iocp,workers=1"}},
};

TEST(CellsOf, NameThePlaceOfWhatDoesNotFit) {
  for (const BadRow& row : bad_rows) {
    SCOPED_TRACE(row.name);
    Case asked = two_by_two();
    row.spoil(asked);
    const auto cells = cells_of(asked, server(), Platform::wine);
    ASSERT_FALSE(cells);
    EXPECT_EQ(cells.error().exit, ExitCode::usage);
    EXPECT_TRUE(cells.error().message.starts_with(row.begin)) << cells.error().message;
    for (const char* word : row.words)
      EXPECT_NE(cells.error().message.find(word), std::string::npos) << word << " in: " << cells.error().message;
  }
}

TEST(CellsOf, WithReloadNeedTwoGenerationsOfExpectations) {
  Case asked = two_by_two();
  asked.factors.push_back(factor("reload", {{"all"}}, 7));
  const auto cells = cells_of(asked, server(), Platform::wine);
  ASSERT_FALSE(cells);
  EXPECT_TRUE(cells.error().message.starts_with("two.toml:8:1: ")) << cells.error().message;
  EXPECT_NE(cells.error().message.find("has 2 generation(s), and 1 are expected"), std::string::npos)
      << cells.error().message;
}

}  // namespace
}  // namespace winerror87
