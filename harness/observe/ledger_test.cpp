#include "harness/observe/ledger.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <string>
#include <vector>

namespace winerror87 {
namespace {

WorkerName ordinal(int number, std::optional<long> windows_pid = {}) {
  WorkerName name;
  name.ordinal = number;
  name.windows_pid = windows_pid;
  return name;
}

WorkerName pid(long number) {
  WorkerName name;
  name.pid = number;
  return name;
}

Signature error(int code, std::string call = "assign") {
  return {code, std::move(call), "WinError " + std::to_string(code), {"OSError: " + std::to_string(code)}};
}

// ---- one fact each, so that the rows below read as what was seen

using Fact = std::function<void(Ledger&)>;

Fact started(WorkerName name) {
  return [=](Ledger& ledger) { ledger.started(name); };
}
Fact registered(WorkerName name) {
  return [=](Ledger& ledger) { ledger.registered(name); };
}
Fact answered(WorkerName name) {
  return [=](Ledger& ledger) { ledger.answered(name, "GET / -> 200"); };
}
Fact failed(WorkerName name, Signature signature) {
  return [=](Ledger& ledger) { ledger.failed(name, signature); };
}
Fact unclaimed(int code) {
  return failed({}, error(code, "_register_with_iocp"));
}
Fact ended(WorkerName name) {
  return
      [=](Ledger& ledger) { ledger.ended(name, "its process ended with code 3 before it answered", "ended code=3"); };
}
Fact each_was_asked() {
  return [](Ledger& ledger) { ledger.all_were_asked(); };
}

Ledger::Closing at_deadline(int processes, std::vector<long> candidates = {}) {
  Ledger::Closing closing;
  closing.last_problem = "reading the response: timed out";
  closing.processes_seen = processes;
  closing.candidates = std::move(candidates);
  return closing;
}

Ledger::Closing program_gone() {
  Ledger::Closing closing;
  closing.all_gone = true;
  closing.how = "the program ended with code 1 before this worker answered";
  closing.last_words = {"cannot bind"};
  return closing;
}

struct Row {
  const char* name;
  int workers;
  std::vector<Fact> facts;
  Ledger::Closing closing;
  bool complete;
  const char* counts;
  std::vector<const char*> doubts;  // a part of each
};

const std::vector<Row> law = {
    {"each worker answered", 2, {answered(pid(10)), answered(pid(11))}, at_deadline(2), true, "2 served", {}},
    {"one worker answers twice",
     2,
     {answered(pid(10)), answered(pid(10))},
     at_deadline(2),
     false,
     "1 served, 1 silent",
     {}},
    {"workers said that they would serve, and did",
     2,
     {started(ordinal(1)), registered(ordinal(1)), answered(ordinal(1)), started(ordinal(2)), registered(ordinal(2)),
      answered(ordinal(2))},
     at_deadline(2),
     true,
     "2 served",
     {}},
    {"to say that one would serve is not to serve",
     2,
     {registered(ordinal(1)), registered(ordinal(2))},
     at_deadline(2),
     false,
     "2 silent",
     {}},
    {"one failed and says which it is",
     2,
     {answered(ordinal(1)), failed(ordinal(2), error(87))},
     at_deadline(2),
     true,
     "1 served, 1 error-87",
     {}},
    {"all failed and say which they are",
     2,
     {failed(ordinal(1), error(87)), failed(ordinal(2), error(87))},
     at_deadline(2),
     true,
     "2 error-87",
     {}},
    {"one failed, the log names nobody: elimination",
     2,
     {answered(pid(10)), unclaimed(87)},
     at_deadline(2),
     true,
     "1 served, 1 error-87",
     {}},
    {"three failed, the log names nobody: elimination",
     4,
     {answered(pid(10)), unclaimed(87), unclaimed(87), unclaimed(87)},
     at_deadline(4),
     true,
     "1 served, 3 error-87",
     {}},
    {"failed, and served all the same",
     2,
     {failed(ordinal(1), error(87)), answered(ordinal(1)), answered(ordinal(2))},
     at_deadline(2),
     true,
     "1 served, 1 error-87",
     {}},
    {"all served, and a failure that names nobody",
     2,
     {answered(pid(10)), answered(pid(11)), unclaimed(87)},
     at_deadline(2),
     true,
     "2 served",
     {"1 failures were logged that name no worker, and only 0 workers do not answer"}},
    {"more failures than workers that do not answer",
     4,
     {answered(pid(10)), answered(pid(11)), unclaimed(87), unclaimed(87), unclaimed(87)},
     at_deadline(4),
     true,
     "2 served, 2 error-87",
     {"3 failures were logged that name no worker, and only 2 workers do not answer"}},
    {"all fail and name nobody: not before each was asked",
     2,
     {unclaimed(87), unclaimed(87)},
     at_deadline(2),
     false,
     "2 error-87",
     {}},
    {"all fail and name nobody, and each was asked",
     2,
     {unclaimed(87), unclaimed(87), each_was_asked()},
     at_deadline(2),
     true,
     "2 error-87",
     {}},
    {"each was asked, but one has no fate",
     2,
     {unclaimed(87), each_was_asked()},
     at_deadline(2),
     false,
     "1 error-87, 1 silent",
     {}},
    {"the only worker fails and names nobody", 1, {unclaimed(87)}, at_deadline(1), true, "1 error-87", {}},
    {"nothing is seen until the deadline", 2, {}, at_deadline(2), false, "2 silent", {}},
    {"one answers, the other is silent", 2, {answered(pid(10))}, at_deadline(2), false, "1 served, 1 silent", {}},
    {"fewer processes than workers",
     4,
     {answered(pid(10))},
     at_deadline(1),
     false,
     "1 served, 3 silent",
     {"1 of 4 worker processes was found"}},
    {"no process", 2, {}, at_deadline(0), false, "2 silent", {"0 of 2 worker processes were found"}},
    {"all workers have their fate, so nobody needs the processes",
     2,
     {answered(pid(10)), answered(pid(11))},
     at_deadline(0),
     true,
     "2 served",
     {}},
    {"the program is gone before anybody answered", 2, {}, program_gone(), false, "2 other-failure", {}},
    {"the program is gone after one answered",
     2,
     {answered(pid(10))},
     program_gone(),
     false,
     "1 served, 1 other-failure",
     {}},
    {"the program is gone, and one printed the signature before",
     2,
     {unclaimed(87)},
     program_gone(),
     false,
     "1 error-87, 1 other-failure",
     {}},
    {"a worker's process ended",
     2,
     {started(ordinal(1)), started(ordinal(2)), answered(ordinal(1)), ended(ordinal(2))},
     at_deadline(2),
     true,
     "1 served, 1 other-failure",
     {}},
    {"a worker's process ended after it answered",
     1,
     {answered(ordinal(1)), ended(ordinal(1))},
     at_deadline(1),
     true,
     "1 served",
     {}},
    {"a worker's process ended after its failure",
     1,
     {failed(ordinal(1), error(87)), ended(ordinal(1))},
     at_deadline(1),
     true,
     "1 error-87",
     {}},
    {"another code",
     2,
     {answered(ordinal(1)), failed(ordinal(2), error(10022))},
     at_deadline(2),
     true,
     "1 served, 1 other-failure",
     {}},
    {"another code, and served all the same",
     1,
     {failed(ordinal(1), error(10022)), answered(ordinal(1))},
     at_deadline(1),
     true,
     "1 served",
     {}},
    {"another code that names nobody",
     2,
     {answered(pid(10)), unclaimed(10022)},
     at_deadline(2),
     true,
     "1 served, 1 other-failure",
     {}},
    {"87 outranks another code of the same worker",
     1,
     {failed(ordinal(1), error(10022)), failed(ordinal(1), error(87))},
     at_deadline(1),
     true,
     "1 error-87",
     {}},
    {"87 outranks other codes that name nobody",
     2,
     {answered(pid(10)), unclaimed(10022), unclaimed(87)},
     at_deadline(2),
     true,
     "1 served, 1 error-87",
     {"2 failures were logged that name no worker, and only 1 workers do not answer"}},
    {"more workers than there should be",
     1,
     {answered(ordinal(1)), answered(ordinal(2))},
     at_deadline(2),
     true,
     "1 served",
     {"2 workers were seen where 1 were expected"}},
    {"more workers started than there should be",
     1,
     {started(ordinal(1)), started(ordinal(2))},
     at_deadline(2),
     false,
     "1 silent",
     {}},
    {"all fates at once",
     4,
     {answered(ordinal(1)), failed(ordinal(2), error(87)), ended(ordinal(3)), started(ordinal(4))},
     at_deadline(4),
     false,
     "1 served, 1 error-87, 1 other-failure, 1 silent",
     {}},
};

FateCounts counts_of(const std::vector<WorkerFate>& fates) {
  FateCounts counts;
  for (const WorkerFate& fate : fates) ++counts[fate.fate];
  return counts;
}

struct Outcome {
  bool complete = false;
  std::vector<WorkerFate> fates;
  std::vector<std::string> doubts;
};

Outcome outcome_of(int workers, const std::vector<Fact>& facts, const Ledger::Closing& closing) {
  Ledger ledger(workers);
  for (const Fact& fact : facts) fact(ledger);
  Outcome outcome;
  outcome.complete = ledger.complete();
  outcome.fates = ledger.close(closing, outcome.doubts);
  return outcome;
}

void expect_outcome(const Row& row, const Outcome& outcome) {
  EXPECT_EQ(outcome.complete, row.complete);
  EXPECT_EQ(outcome.fates.size(), static_cast<std::size_t>(row.workers));
  EXPECT_EQ(to_string(counts_of(outcome.fates)), row.counts);
  ASSERT_EQ(outcome.doubts.size(), row.doubts.size()) << (outcome.doubts.empty() ? "" : outcome.doubts.front());
  for (std::size_t i = 0; i < row.doubts.size(); ++i)
    EXPECT_NE(outcome.doubts[i].find(row.doubts[i]), std::string::npos) << outcome.doubts[i];
}

TEST(Ledger, KeepsTheLaw) {
  for (const Row& row : law) {
    SCOPED_TRACE(row.name);
    expect_outcome(row, outcome_of(row.workers, row.facts, row.closing));
  }
}

TEST(Ledger, GivesTheSameFatesInWhateverOrderTheFactsCome) {
  for (const Row& row : law) {
    SCOPED_TRACE(row.name);
    std::vector<std::size_t> order(row.facts.size());
    std::iota(order.begin(), order.end(), 0u);
    do {
      std::vector<Fact> facts;
      std::string told;
      for (const std::size_t i : order) {
        facts.push_back(row.facts[i]);
        told += " " + std::to_string(i);
      }
      SCOPED_TRACE("facts in the order" + told);
      expect_outcome(row, outcome_of(row.workers, facts, row.closing));
    } while (std::next_permutation(order.begin(), order.end()) && !::testing::Test::HasFailure());
  }
}

// ---- what is said of each worker beside its fate

const WorkerFate* with_ordinal(const std::vector<WorkerFate>& fates, int number) {
  const auto found = std::find_if(fates.begin(), fates.end(), [&](const WorkerFate& f) { return f.ordinal == number; });
  return found == fates.end() ? nullptr : &*found;
}

TEST(Ledger, SaysHowItKnows) {
  const Outcome outcome =
      outcome_of(6,
                 {failed(ordinal(2, 44), error(87)), answered(ordinal(2)), answered(ordinal(1, 40)),
                  failed(ordinal(3), error(10022)), ended(ordinal(4)), unclaimed(87), started(ordinal(5, 60))},
                 at_deadline(6));
  ASSERT_EQ(outcome.fates.size(), 6u);
  const WorkerFate* served = with_ordinal(outcome.fates, 1);
  ASSERT_TRUE(served);
  EXPECT_EQ(served->windows_pid, 40);
  EXPECT_FALSE(served->recovered);
  EXPECT_FALSE(served->attributed);
  EXPECT_EQ(served->evidence, std::vector<std::string>{"GET / -> 200"});

  const WorkerFate* recovered = with_ordinal(outcome.fates, 2);
  ASSERT_TRUE(recovered);
  EXPECT_EQ(recovered->fate, Fate::error_87);
  EXPECT_TRUE(recovered->recovered);
  EXPECT_EQ(recovered->detail, "assign");
  EXPECT_EQ(recovered->evidence, (std::vector<std::string>{"OSError: 87", "GET / -> 200"}));

  const WorkerFate* other = with_ordinal(outcome.fates, 3);
  ASSERT_TRUE(other);
  EXPECT_EQ(other->fate, Fate::other_failure);
  EXPECT_EQ(other->detail, "WinError 10022 from assign");

  const WorkerFate* gone = with_ordinal(outcome.fates, 4);
  ASSERT_TRUE(gone);
  EXPECT_EQ(gone->detail, "its process ended with code 3 before it answered");
  EXPECT_EQ(gone->evidence, std::vector<std::string>{"ended code=3"});

  const WorkerFate* silent = with_ordinal(outcome.fates, 5);
  ASSERT_TRUE(silent);
  EXPECT_EQ(silent->fate, Fate::silent);
  EXPECT_EQ(silent->windows_pid, 60);
  EXPECT_EQ(silent->detail, "reading the response: timed out");

  const auto attributed =
      std::find_if(outcome.fates.begin(), outcome.fates.end(), [](const WorkerFate& f) { return f.attributed; });
  ASSERT_NE(attributed, outcome.fates.end());
  EXPECT_EQ(attributed->fate, Fate::error_87);
  EXPECT_EQ(attributed->detail, "_register_with_iocp");
  EXPECT_EQ(attributed->evidence, std::vector<std::string>{"OSError: 87"});
}

TEST(Ledger, GivesAFailureWithoutACallItsName) {
  const Signature unknown{0, "", "OSError: [Errno 5] Input/output error (accept)", {}};
  const Outcome outcome = outcome_of(1, {failed(ordinal(1), unknown)}, at_deadline(1));
  EXPECT_EQ(outcome.fates.front().fate, Fate::other_failure);
  EXPECT_EQ(outcome.fates.front().detail, unknown.name);
}

TEST(Ledger, GivesTheLastWordsOfAProgramThatIsGone) {
  const Outcome outcome = outcome_of(1, {}, program_gone());
  EXPECT_EQ(outcome.fates.front().detail, "the program ended with code 1 before this worker answered");
  EXPECT_EQ(outcome.fates.front().evidence, std::vector<std::string>{"cannot bind"});
}

TEST(Ledger, TheEndOfAWorkerThatHasItsFateIsNoEvidence) {
  const Outcome outcome = outcome_of(1, {answered(ordinal(1)), ended(ordinal(1))}, at_deadline(1));
  EXPECT_EQ(outcome.fates.front().evidence, std::vector<std::string>{"GET / -> 200"});
}

TEST(Ledger, NamesItsGeneration) {
  Ledger ledger(3, 2);
  ledger.answered(pid(10), "");
  ledger.failed({}, error(87));
  std::vector<std::string> doubts;
  for (const WorkerFate& fate : ledger.close(at_deadline(3), doubts))
    EXPECT_EQ(fate.generation, 2) << to_string(fate.fate);
}

struct PidRow {
  const char* name;
  int workers;
  std::vector<Fact> facts;
  std::vector<long> candidates;
  std::optional<long> pid_of_last;
};

const std::vector<PidRow> pid_rows = {
    {"one worker and one process are left", 2, {answered(pid(10)), unclaimed(87)}, {10, 11}, 11},
    {"one silent worker and one process are left", 2, {answered(pid(10))}, {10, 11}, 11},
    {"two workers are left", 3, {answered(pid(10)), unclaimed(87), unclaimed(87)}, {10, 11, 12}, std::nullopt},
    {"two processes are left", 2, {answered(pid(10)), unclaimed(87)}, {10, 11, 12}, std::nullopt},
    {"no process is left", 2, {answered(pid(10)), unclaimed(87)}, {10}, std::nullopt},
    {"the only worker", 1, {unclaimed(87)}, {7}, 7},
};

TEST(Ledger, TellsThePidByEliminationToo) {
  for (const PidRow& row : pid_rows) {
    const Outcome outcome = outcome_of(row.workers, row.facts, at_deadline(row.workers, row.candidates));
    EXPECT_EQ(outcome.fates.back().pid, row.pid_of_last) << row.name;
  }
}

TEST(Ledger, KnowsAWorkerAgainByAnyOfItsNames) {
  WorkerName by_all = ordinal(1, 40);
  by_all.pid = 1000;
  WorkerName by_word;
  by_word.id = "a";
  WorkerName other_word;
  other_word.id = "b";
  struct NameRow {
    const char* name;
    WorkerName first;
    WorkerName second;
    int workers;
  };
  for (const NameRow& row : {NameRow{"the same ordinal", ordinal(1), ordinal(1), 1},
                             {"another ordinal", ordinal(1), ordinal(2), 2},
                             {"the same pid of Windows", ordinal(1, 40), by_all, 1},
                             {"the same pid", by_all, pid(1000), 1},
                             {"another pid", pid(10), pid(11), 2},
                             {"another ordinal under the same pid", ordinal(1, 40), ordinal(2, 40), 2},
                             {"the same word", by_word, by_word, 1},
                             {"another word", by_word, other_word, 2},
                             {"names of different kinds", ordinal(1), pid(1000), 2}}) {
    Ledger ledger(2);
    ledger.answered(row.first, "");
    ledger.answered(row.second, "");
    EXPECT_EQ(ledger.served(), row.workers) << row.name;
    EXPECT_TRUE(ledger.has_answered(row.first)) << row.name;
    EXPECT_TRUE(ledger.has_answered(row.second)) << row.name;
  }
}

TEST(Ledger, CountsWhatIsKnownSoFar) {
  Ledger ledger(3);
  EXPECT_EQ(ledger.open(), 3);
  ledger.started(ordinal(1));
  ledger.started(ordinal(2));
  EXPECT_EQ(ledger.announced(), 2);
  EXPECT_EQ(ledger.ready(), 0);
  ledger.registered(ordinal(1));
  ledger.failed(ordinal(2), error(87));
  EXPECT_EQ(ledger.ready(), 2);
  EXPECT_EQ(ledger.ready_and_open(), 1);
  EXPECT_EQ(ledger.open(), 2);
  EXPECT_EQ(ledger.served(), 0);
  EXPECT_FALSE(ledger.has_answered(ordinal(1)));
  ledger.answered(ordinal(1), "");
  EXPECT_EQ(ledger.served(), 1);
  EXPECT_EQ(ledger.ready_and_open(), 0);
  EXPECT_EQ(ledger.open(), 1);
  ledger.failed({}, error(87));
  EXPECT_EQ(ledger.open(), 0);
  ledger.failed({}, error(87));
  EXPECT_EQ(ledger.open(), 0) << "never below zero";
}

}  // namespace
}  // namespace winerror87
