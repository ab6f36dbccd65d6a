#include "harness/model/subject.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace winerror87 {
namespace {

TEST(Identify, EveryWayIsReadBackFromItsName) {
  for (Identify identify : {Identify::announce, Identify::isolation, Identify::body, Identify::header}) {
    EXPECT_EQ(identify_from(to_string(identify)), identify) << to_string(identify);
  }
  EXPECT_EQ(identify_from("isolation"), std::nullopt) << "the word is \"isolate\"";
}

struct TakesRow {
  const char* name;
  FactorDomain domain;
  Level level;
  bool taken;
};

const FactorDomain words{"loop", {"iocp", "select"}, false};
const FactorDomain count{"workers", {}, true};
const std::vector<TakesRow> takes_rows = {
    {"a known word", words, {"select"}, true},
    {"an unknown word", words, {"epoll"}, false},
    {"the beginning of a word", words, {"sel"}, false},
    {"a count", count, {"64", true}, true},
    {"a count as text", count, {"64", false}, true},
    {"no count: zero", count, {"0", true}, false},
    {"no count: negative", count, {"-1", true}, false},
    {"no count: a word", count, {"many"}, false},
    {"no count: a word after it", count, {"2x"}, false},
    {"no count: too large", count, {"99999999999", true}, false},
    {"no count: empty", count, {""}, false},
};

TEST(FactorDomain, TakesItsLevelsAndNoOther) {
  for (const TakesRow& row : takes_rows) EXPECT_EQ(row.domain.takes(row.level), row.taken) << row.name;
}

Subject subject_with_reload() {
  Subject subject;
  subject.factors = {words, count};
  subject.presets = {{"broken", {{"loop", {"iocp"}}}}};
  subject.reload["off"] = {};
  subject.reload["all"] = {2, std::nullopt};
  subject.reload["single"] = {2, 1};
  return subject;
}

TEST(Subject, FindsFactorsAndPresetsByName) {
  const Subject subject = subject_with_reload();
  ASSERT_NE(subject.factor("workers"), nullptr);
  EXPECT_TRUE(subject.factor("workers")->any_count);
  EXPECT_EQ(subject.factor("reload"), nullptr);
  ASSERT_NE(subject.preset("broken"), nullptr);
  EXPECT_EQ(to_string(*subject.preset("broken")), "loop=iocp");
  EXPECT_EQ(subject.preset("fixed"), nullptr);
}

struct WorkersRow {
  const char* name;
  Factors factors;
  int workers;
  int generations;
};

const std::vector<WorkersRow> workers_rows = {
    {"nothing is said", {}, 1, 1},
    {"workers alone", {{"workers", {"4", true}}}, 4, 1},
    {"no reload", {{"workers", {"4", true}}, {"reload", {"off"}}}, 4, 1},
    {"all reload", {{"workers", {"4", true}}, {"reload", {"all"}}}, 4, 2},
    {"reload single ignores the workers, as uvicorn does", {{"workers", {"4", true}}, {"reload", {"single"}}}, 1, 2},
    {"reload without workers", {{"reload", {"all"}}}, 1, 2},
    {"a level of reload that the subject does not describe",
     {{"workers", {"2", true}}, {"reload", {"sometimes"}}},
     2,
     1},
};

TEST(Subject, KnowsHowManyProcessesServeInEachGeneration) {
  const Subject subject = subject_with_reload();
  for (const WorkersRow& row : workers_rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(subject.workers(row.factors), row.workers);
    EXPECT_EQ(subject.reload_rule(row.factors).generations, row.generations);
  }
}

}  // namespace
}  // namespace winerror87
