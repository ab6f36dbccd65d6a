#include "harness/session/session.hpp"

#include "harness/platform/system_name.hpp"
#include "harness/session/preparation.hpp"
#include "harness/session/trial_run.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <memory>

namespace winerror87 {
namespace {

namespace asio = boost::asio;

std::string utc_now(const char* form) {
  const auto now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format(fmt::runtime(form), fmt::gmtime(now));
}

constexpr const char* iso_time = "{:%Y-%m-%dT%H:%M:%SZ}";

// Ctrl-C and SIGTERM, as the error that a run ends with.
Error interruption(int signal) {
  return {signal == SIGTERM ? ExitCode::terminated : ExitCode::interrupted, "interrupted"};
}

// Keeps up to `jobs` trials running until the list is done or something stops it.
class Pool {
 public:
  Pool(const std::vector<Question>& questions, const std::vector<PlannedTrial>& plan, const SessionOptions& options,
       const Preparation& prepared, RecordFile& records, Sink& sink)
      : questions_(questions),
        plan_(plan),
        options_(options),
        prepared_(prepared),
        records_(records),
        sink_(sink),
        signals_(context_, SIGINT, SIGTERM),
        second_(context_),
        running_(static_cast<std::size_t>(std::max(1, options.jobs))) {}

  Result<Tally> run() {
    signals_.async_wait([this](const boost::system::error_code& cancelled, int signal) {
      if (!cancelled) stop(interruption(signal));
    });
    tick();
    for (std::size_t slot = 0; slot < running_.size(); ++slot) start_next(slot);
    context_.run();
    if (stopped_by_) return *stopped_by_;
    return tally_;
  }

 private:
  using Clock = std::chrono::steady_clock;

  struct Running {
    const PlannedTrial* planned = nullptr;
    std::optional<TemporaryFolder> folder;
    std::unique_ptr<TrialRun> trial;
    Record record;
    Clock::time_point since;
  };

  void start_next(std::size_t slot) {
    while (next_ < plan_.size() && !stopped_by_) {
      const PlannedTrial& planned = plan_[next_++];
      if (planned.skip) {
        skip(planned);
      } else {
        start(slot, planned);
        return;
      }
    }
    const bool idle = std::all_of(running_.begin(), running_.end(), [](const Running& r) { return !r.planned; });
    if (idle) {
      signals_.cancel();
      second_.cancel();
    }
  }

  Record record_of(const PlannedTrial& planned) const {
    const Subject& subject = questions_[planned.question].subject;
    Record record;
    record.run = options_.run;
    record.repeat = planned.repeat;
    record.started = utc_now(iso_time);
    record.cell = planned.cell.name;
    record.factors = planned.cell.factors;
    record.platform = planned.cell.platform;
    record.system = system_name();
    if (planned.cell.platform == Platform::wine && options_.wine) record.wine = options_.wine->version;
    record.subject = subject_with_release(subject, planned.started);
    record.expected = planned.cell.expected;
    record.rerun = fmt::format("{} '{}'{}", options_.rerun_prefix, planned.cell.name, options_.rerun_suffix);
    return record;
  }

  void skip(const PlannedTrial& planned) {
    Record record = record_of(planned);
    record.verdict = {Status::skipped, planned.skip->reason};
    ++tally_.skipped;
    const bool excused = std::any_of(options_.excused.begin(), options_.excused.end(), [&](const std::string& reason) {
      return planned.skip->reason.find(reason) != std::string::npos;
    });
    if (planned.skip->machine_lacks && !excused) ++tally_.skipped_unexcused;
    keep(std::move(record));
  }

  void start(std::size_t slot, const PlannedTrial& planned) {
    Running& running = running_[slot];
    running.planned = &planned;
    running.since = Clock::now();
    running.record = record_of(planned);
    auto folder = TemporaryFolder::make();
    if (!folder) return stop(folder.error());
    running.folder = std::move(*folder);
    auto trial = prepared_.trial_of(planned, questions_[planned.question].subject, options_.wine, options_.deadline,
                                    *running.folder);
    if (!trial) {
      running.planned = nullptr;
      return stop(trial.error());
    }
    running.record.command = trial->command;
    running.trial = TrialRun::start(context_.get_executor(), *trial, [this, slot](Result<Observation> observed) {
      finished(slot, std::move(observed));
    });
  }

  void finished(std::size_t slot, Result<Observation> observed) {
    Running& running = running_[slot];
    Record record = std::move(running.record);
    // Posted: the trial whose handler this is must not be destroyed from within.
    asio::post(context_, [this, slot] {
      running_[slot] = Running{};
      start_next(slot);
    });
    if (!observed) return stop(observed.error());
    record.observation = std::move(*observed);
    record.verdict = judge(running.planned->cell.expected, record.observation);
    switch (record.verdict.status) {
      case Status::expected:
        ++tally_.expected;
        break;
      case Status::unexpected:
        ++tally_.unexpected;
        break;
      case Status::undecided:
        ++tally_.undecided;
        break;
      case Status::skipped:
        break;
    }
    keep(std::move(record));
  }

  void keep(Record record) {
    if (stopped_by_) return;
    if (auto written = records_.append(record); !written) return stop(written.error());
    sink_.finished(record);
  }

  void stop(const Error& error) {
    if (!stopped_by_) stopped_by_ = error;
    signals_.cancel();
    second_.cancel();
    for (Running& running : running_) {
      if (running.trial) running.trial->cancel();
    }
  }

  void tick() {
    second_.expires_after(std::chrono::seconds(1));
    second_.async_wait([this](const boost::system::error_code& cancelled) {
      if (cancelled) return;
      for (const Running& running : running_) {
        if (!running.planned) continue;
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(Clock::now() - running.since).count();
        if (seconds >= 2) sink_.running(running.planned->cell.name, static_cast<int>(seconds));
      }
      tick();
    });
  }

  const std::vector<Question>& questions_;
  const std::vector<PlannedTrial>& plan_;
  const SessionOptions& options_;
  const Preparation& prepared_;
  RecordFile& records_;
  Sink& sink_;
  asio::io_context context_{1};
  asio::signal_set signals_;
  asio::steady_timer second_;
  std::vector<Running> running_;
  std::size_t next_ = 0;
  Tally tally_;
  std::optional<Error> stopped_by_;
};

}  // namespace

std::string new_run_id() {
  return utc_now("{:%Y%m%dT%H%M%SZ}") + "-" + std::to_string(own_pid());
}

Result<Tally> run_session(const std::vector<Question>& questions, std::vector<PlannedTrial> plan,
                          const SessionOptions& options, RecordFile& records, Sink& sink) {
  auto prepared = Preparation::make(questions, plan, options.wine, sink);
  if (!prepared) return prepared.error();
  return Pool(questions, plan, options, *prepared, records, sink).run();
}

Result<Record> run_check(const CheckOptions& options, RecordFile& records, Sink& sink) {
  std::unique_ptr<WineServer> server;
  if (options.wine) {
    auto held = WineServer::hold(*options.wine, [&](const std::string& what) { sink.preparing(what); });
    if (!held) return held.error();
    server = std::move(*held);
  }
  asio::io_context context{1};
  asio::signal_set signals(context, SIGINT, SIGTERM);
  asio::steady_timer second(context);
  Record record;
  record.run = options.run;
  record.started = utc_now(iso_time);
  record.cell = options.name;
  record.factors.set("workers", {std::to_string(options.trial.workers), true});
  record.platform = options.platform;
  record.system = system_name();
  if (options.wine) record.wine = options.wine->version;
  record.subject = options.trial.command.program;
  record.expectation = options.expected == Health::healthy ? "healthy" : "error-87";
  record.command = options.trial.command;
  record.rerun = options.rerun;

  std::optional<Error> failure;
  int seconds = 0;
  std::function<void()> tick = [&] {
    second.expires_after(std::chrono::seconds(1));
    second.async_wait([&](const boost::system::error_code& cancelled) {
      if (cancelled) return;
      if (++seconds >= 2) sink.running(options.name, seconds);
      tick();
    });
  };
  tick();
  const auto trial = TrialRun::start(context.get_executor(), options.trial, [&](Result<Observation> observed) {
    signals.cancel();
    second.cancel();
    if (observed)
      record.observation = std::move(*observed);
    else if (!failure)
      failure = observed.error();
  });
  signals.async_wait([&](const boost::system::error_code& cancelled, int signal) {
    if (cancelled) return;
    failure = interruption(signal);
    trial->cancel();
  });
  context.run();
  if (failure) return *failure;
  record.verdict = judge_health(options.expected, record.observation);
  if (auto written = records.append(record); !written) return written.error();
  return record;
}

}  // namespace winerror87
