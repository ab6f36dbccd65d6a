#include "harness/observe/signature.hpp"

#include <boost/regex.hpp>

#include <algorithm>
#include <charconv>
#include <deque>

namespace winerror87 {
namespace {

using Match = boost::cmatch;

// Boost.Regex gives up on a line on which it would have to work too long; such a line is not one of ours.
bool matches(std::string_view text, Match& match, const boost::regex& pattern) {
  try {
    return boost::regex_search(text.data(), text.data() + text.size(), match, pattern);
  } catch (const std::runtime_error&) {
    return false;
  }
}

constexpr int no_code = -1;  // of a number that no system has

int number_in(const Match::value_type& digits) {
  int value = no_code;
  std::from_chars(digits.first, digits.second, value);
  return value;
}

Signature make_signature(int code, std::string call, std::vector<std::string> evidence) {
  return {code, std::move(call), "WinError " + std::to_string(code), std::move(evidence)};
}

// One traceback that is being printed.
struct Traceback {
  std::vector<std::string> lines;
  bool frame = false;   // its newest frame is _register_with_iocp
  bool source = false;  // and the source line under that frame calls CreateIoCompletionPort
  bool registers() const { return frame || source; }
};

// Tracebacks of several processes come interleaved line by line, so each line is given to the open traceback that it
// fits; the counts stay right even where a line could belong to either.
class TracebackScanner {
 public:
  std::optional<Signature> line(std::string_view line) {
    if (line.find("Traceback (most recent call last):") != std::string_view::npos) {
      open_.emplace_back().lines.emplace_back(line);
      if (open_.size() > most_open) open_.pop_front();
      return std::nullopt;
    }
    if (open_.empty() || line.empty()) return std::nullopt;
    if (line.front() == ' ' || line.front() == '\t') return inner_line(line), std::nullopt;
    return last_line(line);
  }

 private:
  static constexpr std::size_t most_open = 64;
  static constexpr std::size_t most_lines = 200;

  static bool registers(const Traceback& traceback) { return traceback.registers(); }
  static bool does_not_register(const Traceback& traceback) { return !traceback.registers(); }

  void inner_line(std::string_view line) {
    static const boost::regex frame(R"(^\s+File ".*", line \d+, in (.+)$)");
    Match match;
    if (matches(line, match, frame)) {
      const bool registering = match[1] == "_register_with_iocp";
      Traceback& traceback = first(does_not_register);
      // With one traceback open it is known which frame is its newest; with more the call counts wherever it stands.
      if (registering || open_.size() == 1) {
        traceback.frame = registering;
        traceback.source = false;
      }
      keep(traceback, line);
    } else if (line.find("CreateIoCompletionPort(") != std::string_view::npos) {
      source_line(line);
    } else {
      keep(open_.back(), line);
    }
  }

  void source_line(std::string_view line) {
    Traceback* owner = find([](const Traceback& t) { return t.frame && !t.source; });
    if (!owner && sources_to_come_ > 0) {
      --sources_to_come_;
      return;
    }
    if (!owner) owner = &first(does_not_register);
    owner->source = true;
    keep(*owner, line);
  }

  std::optional<Signature> last_line(std::string_view line) {
    static const boost::regex error(
        R"(^[A-Za-z_][\w.]*(?:Error|Exception|Exit|Interrupt|Iteration|Warning|Group)\b(?:: (.*))?$)");
    static const boost::regex windows(R"(^OSError: \[WinError (\d+)\])");
    Match match;
    if (!matches(line, match, error)) return std::nullopt;
    const int code = matches(line, match, windows) ? number_in(match[1]) : no_code;
    // Where it could end either, 87 ends a traceback that registers, and any other error ends another one.
    Traceback& chosen = code == error_invalid_parameter ? first(registers) : first(does_not_register);
    Traceback traceback = std::move(chosen);
    std::erase_if(open_, [&](const Traceback& t) { return &t == &chosen; });
    if (open_.empty()) sources_to_come_ = 0;
    if (!traceback.registers() || code == no_code) return std::nullopt;
    if (!open_.empty() && !traceback.source) ++sources_to_come_;
    keep(traceback, line);
    return make_signature(code, traceback.frame ? "_register_with_iocp" : "CreateIoCompletionPort", traceback.lines);
  }

  template <class Fits>
  Traceback* find(Fits fits) {
    const auto found = std::find_if(open_.begin(), open_.end(), fits);
    return found == open_.end() ? nullptr : &*found;
  }

  template <class Fits>
  Traceback& first(Fits fits) {
    Traceback* found = find(fits);
    return found ? *found : open_.front();
  }

  static void keep(Traceback& traceback, std::string_view line) {
    if (traceback.lines.size() < most_lines) traceback.lines.emplace_back(line);
  }

  std::deque<Traceback> open_;
  // Source lines of the call whose traceback another one's error has ended too early: they are no call of their own.
  int sources_to_come_ = 0;
};

class RegistrationScanner final : public SignatureScanner {
 public:
  std::optional<Signature> line(std::string_view line) override {
    if (auto found = registration_failure_in(line)) return found;
    return tracebacks_.line(line);
  }

 private:
  TracebackScanner tracebacks_;
};

}  // namespace

std::optional<Signature> registration_failure_in(std::string_view message) {
  if (message.find("system:") == std::string_view::npos) return std::nullopt;
  // The whole rest of the line must be the error: prose goes on after what it quotes, or begins before it.
  static const std::string calls = "(assign|register_handle|CreateIoCompletionPort|_register_with_iocp)";
  static const boost::regex python_like(R"(^(?:.*: )?OSError: \[WinError (\d+)\] .*\()" + calls +
                                        R"(, system:(\d+)\)$)");
  static const boost::regex asio(R"(^(?:.*: |\s*what\(\):\s+)?)" + calls +
                                 R"(: [^"]* \[system:(\d+)(?: at [^\]]*)?\]$)");
  Match match;
  int code = no_code;
  std::string call;
  if (matches(message, match, python_like) && match[1] == match[3]) {
    code = number_in(match[1]);
    call = match[2];
  } else if (matches(message, match, asio)) {
    code = number_in(match[2]);
    call = match[1];
  }
  if (code == no_code) return std::nullopt;
  return make_signature(code, std::move(call), {std::string(message)});
}

std::unique_ptr<SignatureScanner> registration_failures() {
  return std::make_unique<RegistrationScanner>();
}

}  // namespace winerror87
