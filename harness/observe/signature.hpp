#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace winerror87 {

// A failure as it was found in what a subject printed.
struct Signature {
  int code = 0;                       // of the system: 87 is the bug, anything else a failure of another name
  std::string call;                   // that raised it: "_register_with_iocp", "assign", ...
  std::string name;                   // "WinError 87"
  std::vector<std::string> evidence;  // the very lines
};

inline constexpr int error_invalid_parameter = 87;  // winerror.h, ERROR_INVALID_PARAMETER

// Looks for failures to register with a completion port in one stream of lines. The signature is the code together with
// the call that raised it, never the text of the message, which the system words as it likes and in any language.
class SignatureScanner {
 public:
  virtual ~SignatureScanner() = default;
  // The signature that this line completes, if any. A line that only speaks of one is none.
  virtual std::optional<Signature> line(std::string_view line) = 0;
};

// Understands Python's tracebacks that end in the registering call (those of several processes may be interleaved line
// by line), and single lines as Asio words them: "OSError: [WinError 87] text (assign, system:87)" and
// "assign: text [system:87]".
std::unique_ptr<SignatureScanner> registration_failures();

// The same for one line that is known to be an error message and nothing else.
std::optional<Signature> registration_failure_in(std::string_view message);

}  // namespace winerror87
