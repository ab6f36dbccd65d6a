#pragma once

#include "harness/launch/wine.hpp"
#include "harness/model/error.hpp"
#include "harness/model/trial.hpp"
#include "harness/plan/plan.hpp"
#include "harness/platform/temporary_folder.hpp"
#include "harness/report/sink.hpp"
#include "harness/subject/obtain.hpp"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace winerror87 {

// What trials need before they can start, had once per run: Wine's server, interpreters, packages.
class Preparation {
 public:
  // Gets all that `plan` needs. What cannot be had becomes a skip of the trials that need it; an error is one that no
  // trial can survive (a malformed subject, an interruption).
  static Result<Preparation> make(const std::vector<Question>& questions, std::vector<PlannedTrial>& plan,
                                  const std::optional<Wine>& wine, Sink& sink);

  // The trial of a planned cell, ready to start. `folder` holds its watched file; owned by the caller.
  Result<Trial> trial_of(const PlannedTrial& planned, const Subject& subject, const std::optional<Wine>& wine,
                         std::chrono::milliseconds deadline, const TemporaryFolder& folder) const;

 private:
  std::unique_ptr<WineServer> server_;
  std::map<std::string, Obtained> obtained_;  // by subject@release/python
};

// "uvicorn@0.17.6", or the name alone if the subject has no releases.
std::string subject_with_release(const Subject& subject, const Factors& factors);

}  // namespace winerror87
