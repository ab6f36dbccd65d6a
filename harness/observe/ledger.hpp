#pragma once

#include "harness/model/observation.hpp"
#include "harness/observe/announcement.hpp"
#include "harness/observe/signature.hpp"

#include <optional>
#include <string>
#include <vector>

namespace winerror87 {

// Which worker a fact is about, as far as is known. Two of them mean the same worker if any part that both have agrees.
struct WorkerName {
  std::optional<int> ordinal;       // as the subject numbers its workers
  std::optional<long> pid;          // as this machine counts: known when the worker was asked alone
  std::optional<long> windows_pid;  // as the subject's system counts
  std::string id;                   // what a body or header said, if it was no number
  bool empty() const { return !ordinal && !pid && !windows_pid && id.empty(); }
};

// The account of the workers of one generation: facts go in as they are seen, fates come out. Pure: it neither waits
// nor asks, and the order of facts about different workers does not matter.
class Ledger {
 public:
  explicit Ledger(int workers, int generation = 1) : workers_(workers), generation_(generation) {}

  void started(const WorkerName& name);
  void registered(const WorkerName& name);
  void answered(const WorkerName& name, std::string evidence);
  void failed(const WorkerName& name, const Signature& signature);        // an empty name: the line names no worker
  void ended(const WorkerName& name, std::string how, std::string line);  // its process is gone
  // Every process that could be a worker was asked alone and some did not answer: "does not answer" is then known.
  void all_were_asked() { all_were_asked_ = true; }

  // Whether each worker has its fate, or too many claims were made for that ever to be so.
  bool complete() const;
  int open() const;                                                    // workers without a fate
  int served() const;                                                  // workers that answered
  int announced() const { return static_cast<int>(entries_.size()); }  // workers of which anything is known
  int ready() const;           // workers that said that they would serve, or have their fate
  int ready_and_open() const;  // of these, the ones without a fate
  bool has_answered(const WorkerName& name) const;

  // How the trial ended for the workers that have no fate yet.
  struct Closing {
    bool all_gone = false;  // no process of the subject is left; `how` says how it ended
    std::string how;
    std::string last_problem;             // of the last question that got no answer
    std::vector<std::string> last_words;  // evidence for workers that are gone
    int processes_seen = 0;               // most processes that could be workers, at one time
    std::vector<long> candidates;         // their pids at the end, for attribution
  };
  // Fates of exactly `workers` workers. `doubts` gets why the counts cannot be trusted, if so.
  std::vector<WorkerFate> close(const Closing& closing, std::vector<std::string>& doubts) const;

 private:
  struct Entry {
    WorkerName name;
    bool is_registered = false;
    bool has_served = false;
    std::optional<Signature> failure;
    std::string end;  // how its process ended, if it did without a fate
    std::vector<std::string> evidence;
    bool has_fate() const { return has_served || failure || !end.empty(); }
  };

  Entry& entry(const WorkerName& name);
  const Entry* find(const WorkerName& name) const;
  int known() const;
  WorkerFate fate_of(const Entry& entry) const;
  WorkerFate attributed_fate(const Signature& signature) const;
  WorkerFate fate_without_facts(const Closing& closing) const;

  int workers_;
  int generation_;
  bool all_were_asked_ = false;
  std::vector<Entry> entries_;
  std::vector<Signature> unclaimed_;
};

}  // namespace winerror87
