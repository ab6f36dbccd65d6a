#include "harness/observe/ledger.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace winerror87 {
namespace {

template <class T>
std::optional<bool> agree(const std::optional<T>& a, const std::optional<T>& b) {
  if (!a || !b) return std::nullopt;
  return *a == *b;
}

bool same_worker(const WorkerName& a, const WorkerName& b) {
  // The subject's own numbering is the strongest word; the others decide where it is silent.
  if (const auto same = agree(a.ordinal, b.ordinal)) return *same;
  if (const auto same = agree(a.windows_pid, b.windows_pid)) return *same;
  if (const auto same = agree(a.pid, b.pid)) return *same;
  return !a.id.empty() && a.id == b.id;
}

void complete_name(WorkerName& known, const WorkerName& more) {
  if (!known.ordinal) known.ordinal = more.ordinal;
  if (!known.pid) known.pid = more.pid;
  if (!known.windows_pid) known.windows_pid = more.windows_pid;
  if (known.id.empty()) known.id = more.id;
}

// "WinError 10022 from assign"
std::string named(const Signature& signature) {
  return signature.call.empty() ? signature.name : signature.name + " from " + signature.call;
}

void append(std::vector<std::string>& lines, const std::vector<std::string>& more) {
  lines.insert(lines.end(), more.begin(), more.end());
}

}  // namespace

Ledger::Entry& Ledger::entry(const WorkerName& name) {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return same_worker(e.name, name); });
  if (found != entries_.end()) {
    complete_name(found->name, name);
    return *found;
  }
  Entry& added = entries_.emplace_back();
  added.name = name;
  return added;
}

const Ledger::Entry* Ledger::find(const WorkerName& name) const {
  const auto found =
      std::find_if(entries_.begin(), entries_.end(), [&](const Entry& e) { return same_worker(e.name, name); });
  return found == entries_.end() ? nullptr : &*found;
}

void Ledger::started(const WorkerName& name) {
  entry(name);
}

void Ledger::registered(const WorkerName& name) {
  entry(name).is_registered = true;
}

void Ledger::answered(const WorkerName& name, std::string evidence) {
  Entry& worker = entry(name);
  if (!worker.has_served) worker.evidence.push_back(std::move(evidence));
  worker.has_served = true;
}

void Ledger::failed(const WorkerName& name, const Signature& signature) {
  if (name.empty()) {
    unclaimed_.push_back(signature);
    return;
  }
  Entry& worker = entry(name);
  append(worker.evidence, signature.evidence);
  // 87 outranks every other failure of the same worker; of two others the first is the cause.
  if (!worker.failure ||
      (signature.code == error_invalid_parameter && worker.failure->code != error_invalid_parameter)) {
    worker.failure = signature;
  }
}

void Ledger::ended(const WorkerName& name, std::string how, std::string line) {
  Entry& worker = entry(name);
  if (worker.has_fate()) return;
  worker.end = std::move(how);
  worker.evidence.push_back(std::move(line));
}

int Ledger::known() const {
  return static_cast<int>(std::count_if(entries_.begin(), entries_.end(), [](const Entry& e) { return e.has_fate(); }));
}

int Ledger::served() const {
  return static_cast<int>(std::count_if(entries_.begin(), entries_.end(), [](const Entry& e) { return e.has_served; }));
}

int Ledger::ready() const {
  return static_cast<int>(
      std::count_if(entries_.begin(), entries_.end(), [](const Entry& e) { return e.is_registered || e.has_fate(); }));
}

int Ledger::ready_and_open() const {
  return ready() - known();
}

bool Ledger::has_answered(const WorkerName& name) const {
  const Entry* found = find(name);
  return found && found->has_served;
}

int Ledger::open() const {
  return std::max(0, workers_ - known() - static_cast<int>(unclaimed_.size()));
}

bool Ledger::complete() const {
  if (open() > 0) return false;
  // Nobody answered and nobody is named: one worker may have printed two of these. That all of them are deaf is known
  // only once each was asked.
  const bool only_elimination = known() == 0 && workers_ > 1;
  return !only_elimination || all_were_asked_;
}

WorkerFate Ledger::fate_of(const Entry& worker) const {
  WorkerFate fate;
  fate.generation = generation_;
  fate.ordinal = worker.name.ordinal;
  fate.pid = worker.name.pid;
  fate.windows_pid = worker.name.windows_pid;
  fate.evidence = worker.evidence;
  if (worker.failure && worker.failure->code == error_invalid_parameter) {
    fate.fate = Fate::error_87;
    fate.detail = worker.failure->call;
    fate.recovered = worker.has_served;
  } else if (worker.has_served) {
    fate.fate = Fate::served;
  } else {
    fate.fate = Fate::other_failure;
    fate.detail = worker.failure ? named(*worker.failure) : worker.end;
  }
  return fate;
}

WorkerFate Ledger::attributed_fate(const Signature& signature) const {
  WorkerFate fate;
  fate.generation = generation_;
  fate.attributed = true;
  fate.evidence = signature.evidence;
  const bool is_87 = signature.code == error_invalid_parameter;
  fate.fate = is_87 ? Fate::error_87 : Fate::other_failure;
  fate.detail = is_87 ? signature.call : named(signature);
  return fate;
}

WorkerFate Ledger::fate_without_facts(const Closing& closing) const {
  WorkerFate fate;
  fate.generation = generation_;
  if (closing.all_gone) {
    fate.fate = Fate::other_failure;
    fate.detail = closing.how;
    fate.evidence = closing.last_words;
  } else {
    fate.detail = closing.last_problem;
  }
  return fate;
}

std::vector<WorkerFate> Ledger::close(const Closing& closing, std::vector<std::string>& doubts) const {
  std::vector<WorkerFate> fates;
  for (const Entry& worker : entries_) {
    if (worker.has_fate()) fates.push_back(fate_of(worker));
  }
  std::stable_sort(fates.begin(), fates.end(), [](const WorkerFate& a, const WorkerFate& b) {
    return a.ordinal.value_or(0) < b.ordinal.value_or(0);
  });
  const auto wanted = static_cast<std::size_t>(workers_);
  if (fates.size() > wanted) {
    doubts.push_back(fmt::format("{} workers were seen where {} were expected", fates.size(), workers_));
    fates.resize(wanted);
  }

  const std::size_t without_answer = wanted - fates.size();
  if (unclaimed_.size() > without_answer) {
    doubts.push_back(fmt::format("{} failures were logged that name no worker, and only {} workers do not answer",
                                 unclaimed_.size(), without_answer));
  }
  std::vector<Signature> claims = unclaimed_;
  std::stable_partition(claims.begin(), claims.end(),
                        [](const Signature& s) { return s.code == error_invalid_parameter; });
  for (const Signature& signature : claims) {
    if (fates.size() < wanted) fates.push_back(attributed_fate(signature));
  }

  const bool some_silent = fates.size() < wanted && !closing.all_gone;
  if (some_silent && closing.processes_seen < workers_) {
    doubts.push_back(fmt::format("{} of {} worker processes {} found", closing.processes_seen, workers_,
                                 closing.processes_seen == 1 ? "was" : "were"));
  }
  // Started but without a fate: their names are known, and that they are silent.
  for (const Entry& worker : entries_) {
    if (worker.has_fate() || fates.size() >= wanted) continue;
    WorkerFate fate = fate_without_facts(closing);
    fate.ordinal = worker.name.ordinal;
    fate.pid = worker.name.pid;
    fate.windows_pid = worker.name.windows_pid;
    fates.push_back(std::move(fate));
  }
  while (fates.size() < wanted) fates.push_back(fate_without_facts(closing));

  // With one worker left and one process left, elimination tells its pid as well.
  std::vector<long> unnamed = closing.candidates;
  for (const WorkerFate& fate : fates) {
    if (fate.pid) std::erase(unnamed, *fate.pid);
  }
  std::vector<WorkerFate*> nameless;
  for (WorkerFate& fate : fates) {
    if (!fate.pid && !fate.ordinal) nameless.push_back(&fate);
  }
  if (nameless.size() == 1 && unnamed.size() == 1) nameless.front()->pid = unnamed.front();
  return fates;
}

}  // namespace winerror87
