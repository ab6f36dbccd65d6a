#include "harness/report/finding.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winerror87 {
namespace {

struct Seen {
  const char* handoff;
  const char* loop;
  int served;
  int error_87;
};

Record record_of(const Seen& seen, Platform platform = Platform::wine) {
  Record record;
  record.platform = platform;
  record.factors = {{"handoff", {seen.handoff}},
                    {"loop", {seen.loop}},
                    {"workers", {std::to_string(seen.served + seen.error_87), true}}};
  std::vector<WorkerFate> workers(static_cast<std::size_t>(seen.served + seen.error_87));
  for (std::size_t i = 0; i < workers.size(); ++i)
    workers[i].fate = static_cast<int>(i) < seen.served ? Fate::served : Fate::error_87;
  record.observation.generations = {workers};
  record.verdict.status = Status::expected;
  return record;
}

Record release(std::string subject, int served, int error_87) {
  Record record = record_of({"", "", served, error_87});
  record.factors = {{"release", {"0.17.6"}}, {"workers", {"2", true}}};
  record.subject = std::move(subject);
  return record;
}

const std::vector<Seen> loop_decides = {
    {"inherit", "iocp", 1, 1}, {"duplicate", "iocp", 1, 3}, {"inherit", "select", 2, 0}, {"duplicate", "select", 4, 0}};

std::string sentence_of(const std::vector<Record>& records) {
  Finding finding;
  for (const Record& record : records) finding.add(record);
  return finding.sentence();
}

std::string sentence_of(const std::vector<Seen>& seen, Platform platform = Platform::wine) {
  std::vector<Record> records;
  for (const Seen& one : seen) records.push_back(record_of(one, platform));
  return sentence_of(records);
}

TEST(Finding, SaysThatTheLoopDecidesIfItDidInEveryTrial) {
  const std::string text = sentence_of(loop_decides);
  EXPECT_TRUE(
      text.starts_with("The loop decides: with loop=iocp error 87 came in N-1 of N workers with both handoffs, with "
                       "loop=select in none (4 trials with N > 1)"))
      << text;
  EXPECT_NE(text.find("half_fix"), std::string::npos) << text;
}

struct Row {
  const char* name;
  Seen last;
  const char* word;
};

TEST(Finding, SaysSoIfTheLoopAloneDidNotDecide) {
  for (const Row& row : {Row{"one trial with iocp was healthy",
                             {"duplicate", "iocp", 2, 0},
                             "handoff=duplicate,loop=iocp: the bug in 1 and health in 1 of 2"},
                         Row{"one trial with select had the bug",
                             {"inherit", "select", 1, 1},
                             "handoff=inherit,loop=select: the bug in 1 and health in 1 of 2"},
                         Row{"every worker of one trial failed",
                             {"inherit", "iocp", 0, 2},
                             "handoff=inherit,loop=iocp: the bug in 1 and health in 0 of 2"}}) {
    std::vector<Seen> seen = loop_decides;
    seen.push_back(row.last);
    const std::string text = sentence_of(seen);
    EXPECT_TRUE(text.starts_with("The loop alone did not decide in these 5 trials")) << row.name << ": " << text;
    EXPECT_NE(text.find(row.word), std::string::npos) << row.name << ": " << text;
  }
}

TEST(Finding, SaysNothingWithoutAllOfTheTwoByTwo) {
  EXPECT_EQ(sentence_of(std::vector<Seen>{}), "");
  for (std::size_t left_out = 0; left_out < loop_decides.size(); ++left_out) {
    std::vector<Seen> seen = loop_decides;
    seen.erase(seen.begin() + static_cast<std::ptrdiff_t>(left_out));
    EXPECT_EQ(sentence_of(seen), "") << loop_decides[left_out].handoff << ", " << loop_decides[left_out].loop;
  }
}

TEST(Finding, LooksOnlyAtTrialsThatShowSomething) {
  EXPECT_EQ(sentence_of(loop_decides, Platform::posix), "") << "there is no completion port on POSIX";
  std::vector<Record> records;
  for (const Seen& seen : loop_decides) records.push_back(record_of(seen));
  const std::string text = sentence_of(records);
  records.push_back(record_of({"inherit", "iocp", 1, 0}));            // one worker has nobody to share with
  records.push_back(record_of({"duplicate", "uvicorn_0.16", 1, 1}));  // a rule is no loop
  records.push_back(record_of({"inherit", "iocp", 2, 0}));
  records.back().verdict.status = Status::skipped;
  records.push_back(record_of({"inherit", "iocp", 1, 1}));
  records.back().observation = {};
  EXPECT_EQ(sentence_of(records), text);
}

TEST(Finding, LooksAtTheFirstGenerationOnly) {
  std::vector<Record> records;
  for (const Seen& seen : loop_decides) records.push_back(record_of(seen));
  const std::string text = sentence_of(records);
  // After a reload with iocp nobody serves: another question.
  for (Record& record : records) record.observation.generations.push_back(std::vector<WorkerFate>(2));
  EXPECT_EQ(sentence_of(records), text);
}

TEST(Finding, SaysWhatRealReleasesDid) {
  EXPECT_EQ(
      sentence_of({release("uvicorn@0.17.6", 1, 1), release("uvicorn@0.17.6", 1, 3), release("uvicorn@0.17.6", 1, 3),
                   release("uvicorn@0.18.1", 2, 0)}),
      "uvicorn@0.17.6: error 87 in 1 of 2 workers and 3 of 4 workers. uvicorn@0.18.1: error 87 in 0 of 2 workers.");
}

TEST(Finding, SaysTheLoopFirstAndThenTheReleases) {
  std::vector<Record> records = {release("uvicorn@0.17.6", 1, 1)};
  for (const Seen& seen : loop_decides) records.push_back(record_of(seen));
  const std::string text = sentence_of(records);
  EXPECT_TRUE(text.starts_with("The loop decides")) << text;
  EXPECT_TRUE(text.ends_with(" uvicorn@0.17.6: error 87 in 1 of 2 workers.")) << text;
}

}  // namespace
}  // namespace winerror87
