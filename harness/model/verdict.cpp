#include "harness/model/verdict.hpp"

namespace winerror87 {

std::string_view to_string(Status status) {
  switch (status) {
    case Status::expected:
      return "expected";
    case Status::unexpected:
      return "unexpected";
    case Status::undecided:
      return "undecided";
    case Status::skipped:
      return "skipped";
  }
  return "?";
}

std::optional<Status> status_from(std::string_view text) {
  for (Status status : {Status::expected, Status::unexpected, Status::undecided, Status::skipped}) {
    if (to_string(status) == text) return status;
  }
  return std::nullopt;
}

}  // namespace winerror87
