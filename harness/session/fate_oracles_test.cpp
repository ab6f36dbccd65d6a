// With the oracle of any one fate switched off some verdict must change; else nothing would notice that it is broken.
// Here trials of known servers go through the ledger to the judge, once as they are and once with an oracle off.
#include "harness/judge/judge.hpp"
#include "harness/observe/ledger.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

namespace winerror87 {
namespace {

// What the three sources of facts saw of one trial of two workers.
struct Facts {
  std::vector<long> answered;  // pids that answered: the probe's oracle
  int signatures = 0;          // blocks in the log that name nobody: the scanner's oracle
  bool program_gone = false;   // the process tree's oracle
};

struct Server {
  const char* name;
  Facts facts;
  FateCounts expected;
};

FateCounts counts(int served, int error_87, int other_failure, int silent) {
  FateCounts made;
  made[Fate::served] = served;
  made[Fate::error_87] = error_87;
  made[Fate::other_failure] = other_failure;
  made[Fate::silent] = silent;
  return made;
}

constexpr int workers = 2;

const std::vector<Server> servers = {
    {"healthy", {{10, 11}, 0, false}, counts(2, 0, 0, 0)},
    {"broken", {{10}, 1, false}, counts(1, 1, 0, 0)},
    {"crashed", {{10}, 0, true}, counts(1, 0, 1, 0)},
    {"deaf", {{10}, 0, false}, counts(1, 0, 0, 1)},
};

Observation observe(const Facts& facts) {
  Ledger ledger(workers);
  WorkerName name;
  for (const long pid : facts.answered) {
    name.pid = pid;
    ledger.answered(name, "GET / -> 200");
  }
  for (int i = 0; i < facts.signatures; ++i) {
    ledger.failed({}, {error_invalid_parameter, "_register_with_iocp", "WinError 87", {}});
  }
  Ledger::Closing closing;
  closing.all_gone = facts.program_gone;
  closing.how = "the program ended with code 1";
  closing.processes_seen = workers;
  Observation observation;
  observation.generations.push_back(ledger.close(closing, observation.doubts));
  return observation;
}

// The fate as an observer that knows nothing of `blind` would report it.
Observation without_fate(Observation observation, Fate blind, Fate instead) {
  for (auto& generation : observation.generations) {
    for (WorkerFate& worker : generation) {
      if (worker.fate == blind) worker.fate = instead;
    }
  }
  return observation;
}

TEST(FateOracles, WithAllOfThemEachServerIsAsExpected) {
  for (const Server& server : servers) {
    const Verdict verdict = judge({server.expected}, observe(server.facts));
    EXPECT_EQ(verdict.status, Status::expected) << server.name << ": " << verdict.reason;
  }
}

TEST(FateOracles, NoFateCanBeReportedAsAnother) {
  for (Fate blind : all_fates) {
    for (Fate instead : all_fates) {
      if (blind == instead) continue;
      int changed = 0;
      for (const Server& server : servers) {
        const Observation mutated = without_fate(observe(server.facts), blind, instead);
        changed += judge({server.expected}, mutated).status != Status::expected;
      }
      EXPECT_GT(changed, 0) << to_string(blind) << " reported as " << to_string(instead) << " changes no verdict";
    }
  }
}

TEST(FateOracles, NoFateCanBeLeftOut) {
  for (Fate blind : all_fates) {
    int changed = 0;
    for (const Server& server : servers) {
      Observation mutated = observe(server.facts);
      for (auto& generation : mutated.generations)
        std::erase_if(generation, [&](const WorkerFate& w) { return w.fate == blind; });
      changed += judge({server.expected}, mutated).status != Status::expected;
    }
    EXPECT_GT(changed, 0) << to_string(blind) << " left out changes no verdict";
  }
}

struct Oracle {
  const char* name;
  std::function<void(Facts&)> switch_off;
  std::vector<std::string> noticed_by;  // the servers whose verdict changes
};

TEST(FateOracles, NoSourceOfFactsCanBeSwitchedOff) {
  for (const Oracle& oracle :
       {Oracle{"the probe", [](Facts& f) { f.answered.clear(); }, {"healthy", "broken", "crashed", "deaf"}},
        Oracle{"the scanner", [](Facts& f) { f.signatures = 0; }, {"broken"}},
        Oracle{"the process tree", [](Facts& f) { f.program_gone = false; }, {"crashed"}}}) {
    std::vector<std::string> noticed;
    for (const Server& server : servers) {
      Facts facts = server.facts;
      oracle.switch_off(facts);
      if (judge({server.expected}, observe(facts)).status != Status::expected) noticed.push_back(server.name);
    }
    EXPECT_EQ(noticed, oracle.noticed_by) << oracle.name;
  }
}

TEST(FateOracles, ASignatureWithoutItsCodeOrCallWouldBeNoticedByCheckToo) {
  const Observation broken = observe(servers[1].facts);
  EXPECT_EQ(judge_health(Health::error_87, broken).status, Status::expected);
  EXPECT_EQ(judge_health(Health::healthy, broken).status, Status::unexpected);
  for (Fate instead : {Fate::served, Fate::other_failure, Fate::silent}) {
    const Observation blind = without_fate(broken, Fate::error_87, instead);
    EXPECT_NE(judge_health(Health::error_87, blind).status, Status::expected) << to_string(instead);
    EXPECT_NE(judge_health(Health::healthy, blind).status, Status::unexpected) << to_string(instead);
  }
}

}  // namespace
}  // namespace winerror87
