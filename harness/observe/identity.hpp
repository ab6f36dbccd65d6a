#pragma once

#include "harness/model/trial.hpp"
#include "harness/observe/http_probe.hpp"
#include "harness/observe/ledger.hpp"

#include <optional>
#include <string>

namespace winerror87 {

// The worker that an answer names.
struct AnsweringWorker {
  WorkerName name;                // empty: the answer names nobody
  std::optional<int> generation;  // if the answer tells it
};

// What the answer says of who gave it, by the way of telling that `questions` asks for. With Identify::isolation the
// answer itself says nothing.
AnsweringWorker worker_named_by(const Answer& answer, const Questions& questions);

}  // namespace winerror87
