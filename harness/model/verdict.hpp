#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace winerror87 {

enum class Status { expected, unexpected, undecided, skipped };

std::string_view to_string(Status status);
std::optional<Status> status_from(std::string_view text);

struct Verdict {
  Status status = Status::undecided;
  std::string reason;  // empty if expected
};

}  // namespace winerror87
