#include "harness/session/trial_run.hpp"

#include "harness/observe/announcement.hpp"
#include "harness/observe/lines.hpp"
#include "harness/observe/signature.hpp"
#include "harness/platform/port.hpp"
#include "harness/platform/process_tree.hpp"
#include "harness/session/interview.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/format.h>

#include <chrono>
#include <deque>
#include <filesystem>
#include <fstream>
#include <vector>

namespace winerror87 {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kept_lines = 20;
constexpr std::size_t kept_line_length = 500;
constexpr std::size_t most_events = 1000;

WorkerName name_in(const Announcement& announcement, const Questions& questions) {
  WorkerName name;
  name.ordinal = announcement.worker;
  (questions.windows_pids ? name.windows_pid : name.pid) = announcement.pid;
  return name;
}

std::string shortened(std::string_view text) {
  return std::string(text.substr(0, kept_line_length));
}

class Run final : public TrialRun {
 public:
  Run(boost::asio::any_io_executor executor, const Trial& trial, Done done)
      : executor_(executor),
        trial_(trial),
        done_(std::move(done)),
        deadline_(executor),
        interview_(executor, trial.questions, trial.workers,
                   {[this] { return tree_ ? tree_->members() : std::vector<Member>{}; },
                    [this]() -> Ledger& { return ledgers_.back(); },
                    [this](const AnsweringWorker& worker, const Answer& answer) { answered(worker, answer); },
                    [this] { look(); }}) {
    ledgers_.emplace_back(trial_.workers, 1);
  }

  void launch() {
    launched_ = Clock::now();
    const Questions& questions = trial_.questions;
    if (questions.port && port_is_taken(questions.host, *questions.port)) {
      observation_.doubts.push_back(
          fmt::format("port {} of {} is already taken by another program", *questions.port, questions.host));
      return give_up("not started");
    }
    ProcessTree::Handlers handlers;
    handlers.output = [this](Stream stream, std::string_view bytes) { output(stream, bytes); };
    handlers.started = [this](long) { note({}, "started", 1, "supervisor"); };
    handlers.not_started = [this](const std::string& why) {
      end_of_root_ = "the program could not be started: " + why;
    };
    handlers.root_ended = [this](ProcessEnd end) {
      end_of_root_ = "the program ended with " + to_string(end);
      note({}, "end", generation(), "supervisor");
    };
    handlers.member_ended = [this] { interview_.poke(); };
    handlers.guard_lost = [this] {
      if (!decided_)
        failure_ = machine_error("The guard process of a trial was killed, and the trial ended with it. Run it again.");
    };
    handlers.gone = [this] { gone(); };
    auto tree = ProcessTree::start(executor_, trial_.command, {}, std::move(handlers));
    if (!tree) return fail(tree.error());
    tree_ = std::move(*tree);
    deadline_.expires_after(trial_.deadline);
    deadline_.async_wait([this, alive = std::weak_ptr<char>(alive_)](const boost::system::error_code& cancelled) {
      if (!cancelled && !alive.expired()) decide("deadline");
    });
    interview_.poke();
  }

  void cancel() override {
    failure_ = Error{ExitCode::interrupted, "interrupted"};
    decide("interrupted");
  }

 private:
  int generation() const { return static_cast<int>(ledgers_.size()); }

  double milliseconds_since_launch() const {
    return std::chrono::duration<double, std::milli>(Clock::now() - launched_).count();
  }

  // ---- what the subject prints

  void output(Stream stream, std::string_view bytes) {
    const bool is_error = stream == Stream::standard_error;
    LineSplitter& splitter = is_error ? error_lines_ : output_lines_;
    SignatureScanner& scanner = is_error ? *error_scanner_ : *output_scanner_;
    splitter.feed(bytes, [&](std::string_view text) { line(text, scanner); });
    look();
    interview_.poke();
  }

  void line(std::string_view text, SignatureScanner& scanner) {
    if (last_lines_.size() == kept_lines) last_lines_.pop_front();
    last_lines_.push_back(shortened(text));
    if (decided_) return;
    if (trial_.questions.identify == Identify::announce) {
      if (const auto announcement = announcement_in(text)) return announced(*announcement, text);
    }
    if (const auto signature = scanner.line(text)) {
      ledgers_.back().failed({}, *signature);
      note({}, "failed", generation(), signature->name);
    }
  }

  void announced(const Announcement& said, std::string_view text) {
    const WorkerName name = name_in(said, trial_.questions);
    const int of = said.generation.value_or(generation());
    if (of < 1 || of > generation()) return;  // of a generation that was not asked for
    Ledger& ledger = ledgers_[static_cast<std::size_t>(of) - 1];
    if (said.verb == "listening" && said.port) {
      interview_.listening(static_cast<unsigned short>(*said.port));
    } else if (said.verb == "started") {
      ledger.started(name);
      note(name, "started", of);
    } else if (said.verb == "registered") {
      ledger.registered(name);
      note(name, "registered", of);
    } else if (said.verb == "failed") {
      auto signature = registration_failure_in(said.text);
      if (!signature) signature = Signature{0, "", shortened(said.text), {}};
      signature->evidence = {std::string(text)};
      ledger.failed(name, *signature);
      note(name, "failed", of, signature->name);
    } else if (said.verb == "ended") {
      note(name, "end", of);
      ledger.ended(name, fmt::format("its process ended with code {} before it answered", said.code.value_or(-1)),
                   std::string(text));
    }
  }

  // ---- what it answers

  void answered(const AnsweringWorker& worker, const Answer& answer) {
    if (decided_) return;
    const int of = worker.generation.value_or(generation());
    if (of != generation()) return;  // an earlier generation that is about to end
    if (worker.name.empty()) {
      if (trial_.questions.identify == Identify::isolation) return;  // it will be asked alone
      unnamed_answer_ = fmt::format("the answer {} names no worker", evidence_of(answer));
      return;
    }
    Ledger& ledger = ledgers_.back();
    if (!ledger.has_answered(worker.name)) note(worker.name, "first answer", of);
    ledger.answered(worker.name, evidence_of(answer));
    look();
  }

  std::string evidence_of(const Answer& answer) const {
    return shortened(fmt::format("GET {} -> {} {}", trial_.questions.whoami, answer.status, answer.body));
  }

  // ---- what follows from it

  void look() {
    if (decided_ || smokes_ || !ledgers_.back().complete()) return;
    if (generation() < trial_.generations) return reload();
    if (trial_.questions.smoke.empty() || ledgers_.back().served() == 0) return decide("all accounted for");
    smokes_ = true;
    smoke(0);
  }

  void reload() {
    interview_.next_generation();
    ledgers_.emplace_back(trial_.workers, generation() + 1);
    note({}, "reload", generation());
    if (!change_watched_file()) {
      failure_ =
          machine_error(fmt::format("The watched file {} cannot be written. Is the disk full?", trial_.watch_file));
      return decide("no reload");
    }
    interview_.poke();
  }

  // Renamed over, which every watcher sees as one change; writing in place may be seen as several.
  bool change_watched_file() const {
    const std::string next = trial_.watch_file + ".next";
    std::ofstream file(next, std::ios::trunc);
    file << "# generation " << generation() << '\n';
    file.close();
    std::error_code error;
    if (file) std::filesystem::rename(next, trial_.watch_file, error);
    return file && !error;
  }

  void smoke(std::size_t next) {
    interview_.stop();
    if (next == trial_.questions.smoke.size()) return decide("all accounted for");
    const std::string path = trial_.questions.smoke[next];
    observation_.smoke.push_back({path, 0, "no answer until the deadline"});
    smoke_probe_ =
        HttpProbe::get(executor_, trial_.questions.host, *port(), path, "", [this, next](const Answer& answer) {
          observation_.smoke.back().status = answer.status;
          observation_.smoke.back().problem = answer.problem;
          // Posted: the probe whose handler this is must not be replaced from within.
          boost::asio::post(executor_, [this, next, alive = std::weak_ptr<char>(alive_)] {
            if (!alive.expired() && !decided_) smoke(next + 1);
          });
        });
  }

  std::optional<unsigned short> port() const { return interview_.port(); }

  // The facts are in; what comes after is not looked at any more.
  void decide(std::string ending) {
    if (decided_) return;
    decided_ = true;
    observation_.ending = std::move(ending);
    observation_.seconds = milliseconds_since_launch() / 1000;
    close_ledgers(false);
    interview_.stop();
    smoke_probe_.reset();
    deadline_.cancel();
    if (tree_) tree_->end();
  }

  void close_ledgers(bool all_gone) {
    Ledger::Closing closing;
    closing.all_gone = all_gone;
    closing.how = (end_of_root_.empty() ? "its process ended" : end_of_root_) + " before this worker answered";
    closing.last_words.assign(last_lines_.begin(), last_lines_.end());
    closing.candidates = all_gone ? std::vector<long>{} : interview_.candidates();
    closing.last_problem = interview_.last_problem();
    closing.processes_seen = interview_.most_candidates();
    const bool announces = trial_.questions.identify == Identify::announce;
    for (const Ledger& ledger : ledgers_) {
      if (announces) closing.processes_seen = ledger.announced();
      observation_.generations.push_back(ledger.close(closing, observation_.doubts));
    }
    const bool some_open = ledgers_.back().open() > 0;
    if (generation() < trial_.generations && !all_gone) {
      observation_.doubts.push_back(fmt::format("generation {} was never asked for", generation() + 1));
    }
    if (some_open && !unnamed_answer_.empty()) observation_.doubts.push_back(unnamed_answer_);
  }

  void gone() {
    if (!decided_) {
      const auto rest = [this](LineSplitter& lines, SignatureScanner& scanner) {
        lines.finish([&](std::string_view text) { line(text, scanner); });
      };
      rest(error_lines_, *error_scanner_);
      rest(output_lines_, *output_scanner_);
      decided_ = true;
      interview_.stop();
      smoke_probe_.reset();
      deadline_.cancel();
      observation_.seconds = milliseconds_since_launch() / 1000;
      observation_.ending = end_of_root_.empty() ? "all its processes ended" : end_of_root_;
      close_ledgers(true);
    }
    note({}, "end", generation(), "all processes are gone");
    observation_.last_lines.assign(last_lines_.begin(), last_lines_.end());
    finish();
  }

  void give_up(std::string ending) {
    decided_ = true;
    observation_.ending = std::move(ending);
    close_ledgers(false);
    boost::asio::post(executor_, [this, alive = std::weak_ptr<char>(alive_)] {
      if (!alive.expired()) finish();
    });
  }

  void fail(const Error& error) {
    failure_ = error;
    give_up("not started");
  }

  void finish() {
    name_workers_of_events();
    const Done done = std::move(done_);
    if (failure_) return done(*failure_);
    done(std::move(observation_));
  }

  // ---- events, whose workers get their place in the record at the end

  struct NamedEvent {
    WorkerName name;
    TrialEvent event;
  };

  void note(const WorkerName& name, std::string what, int generation, std::string detail = "") {
    if (events_.size() == most_events) return;
    events_.push_back(
        {name, {milliseconds_since_launch(), std::nullopt, std::move(what), generation, std::move(detail)}});
  }

  void name_workers_of_events() {
    for (NamedEvent& noted : events_) {
      int place = 0;
      for (const auto& workers : observation_.generations) {
        for (const WorkerFate& fate : workers) {
          ++place;
          const bool same = (noted.name.ordinal && noted.name.ordinal == fate.ordinal) ||
                            (!noted.name.ordinal && noted.name.pid && noted.name.pid == fate.pid);
          if (same && fate.generation == noted.event.generation) noted.event.worker = place;
        }
      }
      observation_.events.push_back(noted.event);
    }
  }

  boost::asio::any_io_executor executor_;
  Trial trial_;
  Done done_;
  boost::asio::steady_timer deadline_;
  std::deque<Ledger> ledgers_;  // one for each generation
  std::unique_ptr<ProcessTree> tree_;
  Interview interview_;
  LineSplitter output_lines_;
  LineSplitter error_lines_;
  std::unique_ptr<SignatureScanner> output_scanner_ = registration_failures();
  std::unique_ptr<SignatureScanner> error_scanner_ = registration_failures();
  std::unique_ptr<HttpProbe> smoke_probe_;
  std::deque<std::string> last_lines_;
  std::vector<NamedEvent> events_;
  Observation observation_;
  std::optional<Error> failure_;
  std::string end_of_root_;
  std::string unnamed_answer_;
  Clock::time_point launched_;
  bool smokes_ = false;
  bool decided_ = false;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace

std::unique_ptr<TrialRun> TrialRun::start(boost::asio::any_io_executor executor, const Trial& trial, Done done) {
  auto run = std::make_unique<Run>(executor, trial, std::move(done));
  run->launch();
  return run;
}

}  // namespace winerror87
