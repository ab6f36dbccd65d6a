#include "harness/session/interview.hpp"

#include <algorithm>

namespace winerror87 {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds shortest_retry{2};
constexpr milliseconds longest_retry{50};
constexpr milliseconds shortest_slice{60};
constexpr milliseconds longest_first_slice{250};
constexpr milliseconds longest_slice{2000};  // newer uvicorn ends a worker that does not answer its ping for 5 s
// A worker may take the first connection and never answer it; the others are then asked one by one.
constexpr milliseconds longest_question_to_anyone{10'000};
constexpr int slice_per_answer_time = 8;
constexpr int rest_per_slice = 2;

// Wine's own processes (Wine 8, programs/): they may stand in the tree of a subject and are no workers; to suspend its
// server would stop everything.
bool is_part_of_wine(const std::string& name) {
  static const std::set<std::string> names{
      "wineserver",   "wineserver64", "services.exe", "winedevice.exe", "plugplay.exe",    "svchost.exe", "rpcss.exe",
      "explorer.exe", "conhost.exe",  "wineboot.exe", "winemenubuilde", "winemenubuilder", "start.exe"};
  return names.contains(name);
}

}  // namespace

Interview::Interview(boost::asio::any_io_executor executor, const Questions& questions, int workers, Host host)
    : executor_(executor),
      questions_(questions),
      workers_(workers),
      host_(std::move(host)),
      retry_(executor),
      slice_(executor),
      more_(executor),
      retry_delay_(shortest_retry),
      first_slice_(longest_first_slice) {}

void Interview::listening(unsigned short port) {
  questions_.port = port;
  poke();
}

void Interview::poke() {
  if (stopped_ || resting_ || !questions_.port || host_.ledger().complete()) return;
  if (asking_) {
    // Enough failures were logged for all of them to be deaf: then nobody is there to answer a question to anyone.
    if (!asking_anyone_ || host_.ledger().open() > 0) return;
    finish_slice();
  }
  retry_.cancel();
  switch (decide()) {
    case Next::nothing:
      break;
    case Next::anyone:
      ask_anyone();
      break;
    case Next::one_alone:
      ask_one_alone();
      break;
  }
}

Interview::Next Interview::decide() {
  const Ledger& ledger = host_.ledger();
  if (questions_.identify == Identify::announce) {
    // As long as nobody of them serves, whoever answers is news. After that only a question to one alone surely is; but
    // to suspend a worker in the middle of its start costs more than to wait for its word that it is ready.
    if (ledger.served() == 0) return ledger.ready_and_open() > 0 ? Next::anyone : Next::nothing;
    return ledger.ready() >= workers_ ? Next::one_alone : Next::nothing;
  }
  if (generation_ > 1) {
    const std::vector<Member> members = host_.members();
    if (old_generation_lives(members) || candidate_members().empty()) {
      retry_later();
      return Next::nothing;
    }
    return workers_ == 1 ? Next::anyone : Next::one_alone;
  }
  if (workers_ == 1) return Next::anyone;
  return someone_answered_ || nobody_answered_ || ledger.open() == 0 ? Next::one_alone : Next::anyone;
}

bool Interview::old_generation_lives(const std::vector<Member>& members) const {
  return std::any_of(members.begin(), members.end(), [&](const Member& m) { return old_.contains(m.pid); });
}

std::vector<Member> Interview::candidate_members() {
  std::vector<Member> members = host_.members();
  std::erase_if(members, [&](const Member& m) { return is_part_of_wine(m.name) || old_.contains(m.pid); });
  // The root is the supervisor, unless it is all there is.
  if (members.size() > 1) std::erase_if(members, [](const Member& m) { return m.is_root; });
  most_candidates_ = std::max(most_candidates_, static_cast<int>(members.size()));
  return members;
}

std::vector<long> Interview::candidates() const {
  std::vector<long> pids;
  for (const Member& member : const_cast<Interview*>(this)->candidate_members()) pids.push_back(member.pid);
  return pids;
}

template <class Handler>
auto Interview::in_this_question(Handler handler) {
  return [this, handler, question = question_, alive = std::weak_ptr<char>(alive_)](const auto& outcome) {
    if (!alive.expired() && question == question_) handler(outcome);
  };
}

void Interview::ask_anyone() {
  asking_ = asking_anyone_ = true;
  ++question_;
  asked_at_ = std::chrono::steady_clock::now();
  probes_.clear();
  probes_.push_back(HttpProbe::get(executor_, questions_.host, *questions_.port, questions_.whoami, questions_.header,
                                   in_this_question([this](const Answer& answer) { answer_of_anyone(answer); })));
  slice_.expires_after(longest_question_to_anyone);
  slice_.async_wait(in_this_question([this](const boost::system::error_code& cancelled) {
    if (cancelled || !asking_) return;
    nobody_answered_ = true;
    finish_slice();
    poke();
  }));
}

void Interview::answer_of_anyone(const Answer& answer) {
  slice_.cancel();
  asking_ = asking_anyone_ = false;
  if (!answer.whole) {
    last_problem_ = answer.problem;
    return retry_later();
  }
  someone_answered_ = true;
  const auto took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - asked_at_);
  first_slice_ = std::clamp(took * slice_per_answer_time, shortest_slice, longest_first_slice);
  AnsweringWorker worker = worker_named_by(answer, questions_);
  if (questions_.identify == Identify::isolation && workers_ == 1) {
    // There is one worker, so it was this one.
    const std::vector<long> pids = candidates();
    if (pids.size() == 1)
      worker.name.pid = pids.front();
    else
      worker.name.id = "the only worker";
  }
  const int open = host_.ledger().open();
  host_.answered(worker, answer);
  // An answer that told nothing new is not asked for again at once.
  if (host_.ledger().open() == open && decide() == Next::anyone) return retry_later();
  poke();
}

void Interview::retry_later() {
  if (stopped_) return;
  retry_.expires_after(retry_delay_);
  retry_delay_ = std::min(retry_delay_ * 2, longest_retry);
  retry_.async_wait(in_this_question([this](const boost::system::error_code& cancelled) {
    if (!cancelled) poke();
  }));
}

void Interview::ask_one_alone() {
  std::vector<Member> members = candidate_members();
  std::vector<Member> open = members;
  std::erase_if(open, [&](const Member& m) {
    WorkerName name;
    name.pid = m.pid;
    return host_.ledger().has_answered(name);
  });
  if (open.empty()) return retry_later();
  const auto next = std::min_element(open.begin(), open.end(),
                                     [&](const Member& a, const Member& b) { return slices_[a.pid] < slices_[b.pid]; });
  alone_ = next->pid;
  if (slices_[alone_] > 0 && static_cast<int>(members.size()) >= workers_) host_.ledger().all_were_asked();
  if (host_.ledger().complete()) return host_.changed();

  std::vector<long> others;
  for (const Member& member : members) {
    if (member.pid != alone_) others.push_back(member.pid);
  }
  asking_ = true;
  ++question_;
  // A connection may go to an accept that is pending in a suspended process; it is answered only when that runs again.
  // So a new one is made now and then, at most one for each process that may hold one, and one.
  most_questions_ = others.size() + 1;
  current_slice_ = std::min(first_slice_ * (1 << std::min(slices_[alone_], 6)), longest_slice);
  stagger_ = std::max(milliseconds(1), current_slice_ / static_cast<int>(most_questions_ + 1));
  suspension_ = std::make_unique<Suspension>(std::move(others));
  if (!suspension_->complete()) {
    finish_slice();
    return retry_later();
  }
  slice_.expires_after(current_slice_);
  slice_.async_wait(in_this_question([this](const boost::system::error_code& cancelled) {
    if (!cancelled) slice_over();
  }));
  add_question();
}

void Interview::add_question() {
  probes_.push_back(HttpProbe::get(executor_, questions_.host, *questions_.port, questions_.whoami, questions_.header,
                                   in_this_question([this](const Answer& answer) { answer_in_isolation(answer); })));
  if (probes_.size() >= most_questions_) return;
  more_.expires_after(stagger_);
  more_.async_wait(in_this_question([this](const boost::system::error_code& cancelled) {
    if (!cancelled) add_question();
  }));
}

void Interview::answer_in_isolation(const Answer& answer) {
  if (!answer.whole) {
    last_problem_ = answer.problem;
    return;
  }
  AnsweringWorker worker = worker_named_by(answer, questions_);
  const bool must_name = questions_.identify == Identify::body || questions_.identify == Identify::header;
  if (!must_name || !worker.name.empty()) worker.name.pid = alone_;
  slices_[alone_] = 0;
  finish_slice();
  host_.answered(worker, answer);
  poke();
}

void Interview::slice_over() {
  ++slices_[alone_];
  finish_slice();
  last_problem_ = "no answer while it ran alone";
  // Workers that are still starting get on between slices; what they say meanwhile may make the next one needless.
  resting_ = true;
  slice_.expires_after(current_slice_ * rest_per_slice);
  slice_.async_wait(in_this_question([this](const boost::system::error_code& cancelled) {
    resting_ = false;
    if (!cancelled) poke();
  }));
}

void Interview::finish_slice() {
  ++question_;
  slice_.cancel();
  more_.cancel();
  // The connections go before the others run, so that none of them can answer in the name of the one.
  probes_.clear();
  suspension_.reset();
  asking_ = asking_anyone_ = false;
  resting_ = false;
}

void Interview::next_generation() {
  finish_slice();
  ++generation_;
  for (const Member& member : host_.members()) {
    if (!member.is_root) old_.insert(member.pid);
  }
  slices_.clear();
  most_candidates_ = 0;
  retry_delay_ = shortest_retry;
}

void Interview::stop() {
  stopped_ = true;
  retry_.cancel();
  finish_slice();
}

}  // namespace winerror87
