#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace winerror87 {

// A line by which a subject that knows of us says what it does (the protocol: fixtures/README.md):
//   @winerror87 VERB key=value ... [: text]
struct Announcement {
  std::string verb;               // listening, started, registered, failed, reloading, ended
  std::optional<int> worker;      // ordinal, from 1
  std::optional<int> generation;  // from 1
  std::optional<long> pid;        // as the subject's system counts
  std::optional<int> port;        // of `listening`
  std::optional<int> code;        // of `ended`
  std::string text;               // what follows the colon
};

// Nothing if the line is no announcement, or a torn one.
std::optional<Announcement> announcement_in(std::string_view line);

}  // namespace winerror87
