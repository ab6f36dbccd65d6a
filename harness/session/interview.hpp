#pragma once

#include "harness/model/trial.hpp"
#include "harness/observe/http_probe.hpp"
#include "harness/observe/identity.hpp"
#include "harness/observe/ledger.hpp"
#include "harness/platform/process_tree.hpp"
#include "harness/platform/suspension.hpp"

#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace winerror87 {

// Asks a running server until each of its workers is accounted for. Workers are told apart by what they say, or by
// asking one while all others are suspended; that needs one answered question for each worker, not luck.
//
// It acts when poked (a line, an answer, the death of a process) and keeps at most one question under way. Only two
// things go by the clock, because the system tells them by no event: that a stranger has begun to listen (asked again
// after a refusal) and that a worker which runs alone does not answer (asked again in a longer slice, without end).
class Interview {
 public:
  struct Host {
    std::function<std::vector<Member>()> members;                         // all live processes of the subject
    std::function<Ledger&()> ledger;                                      // of the generation that is being asked
    std::function<void(const AnsweringWorker&, const Answer&)> answered;  // the host puts it into the ledger
    std::function<void()> changed;                                        // the ledger learned something else
  };

  Interview(boost::asio::any_io_executor executor, const Questions& questions, int workers, Host host);

  void listening(unsigned short port);  // the subject told its port
  void poke();                          // something happened: ask, if there is something to ask
  void next_generation();               // the processes that live now are not to be asked any more
  void stop();                          // ends what is under way; all processes run again

  int most_candidates() const { return most_candidates_; }  // processes that could be workers, at one time
  std::vector<long> candidates() const;                     // now
  std::optional<unsigned short> port() const { return questions_.port; }
  const std::string& last_problem() const { return last_problem_; }

 private:
  enum class Next { nothing, anyone, one_alone };
  Next decide();
  std::vector<Member> candidate_members();
  bool old_generation_lives(const std::vector<Member>& members) const;

  void ask_anyone();
  void ask_one_alone();
  void add_question();
  void answer_of_anyone(const Answer& answer);
  void answer_in_isolation(const Answer& answer);
  // A handler that is called only while this lives and the question that it belongs to is under way.
  template <class Handler>
  auto in_this_question(Handler handler);
  void slice_over();
  void finish_slice();
  void retry_later();

  boost::asio::any_io_executor executor_;
  Questions questions_;
  int workers_;
  Host host_;
  boost::asio::steady_timer retry_;
  boost::asio::steady_timer slice_;
  boost::asio::steady_timer more_;
  std::vector<std::unique_ptr<HttpProbe>> probes_;  // of the question under way
  std::unique_ptr<Suspension> suspension_;
  std::chrono::milliseconds retry_delay_;
  std::chrono::milliseconds current_slice_{0};
  std::chrono::milliseconds stagger_{0};
  std::chrono::steady_clock::time_point asked_at_;
  std::chrono::milliseconds first_slice_;
  std::size_t most_questions_ = 1;
  long alone_ = 0;
  std::map<long, int> slices_;  // pid -> how often it was asked alone without an answer
  std::set<long> old_;          // processes of earlier generations
  int generation_ = 1;
  int most_candidates_ = 0;
  bool someone_answered_ = false;
  bool nobody_answered_ = false;  // a question to anyone was given up
  bool asking_ = false;
  bool asking_anyone_ = false;  // and the question is to whoever takes it
  bool resting_ = false;        // between two slices: all run
  bool stopped_ = false;
  long question_ = 0;  // counts them
  std::string last_problem_;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace winerror87
