#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace winerror87 {

// Cuts a stream of bytes into lines (without "\n" or "\r\n"), whatever the pieces. A line longer than `longest` is cut
// there and its rest is dropped, so that a subject that never ends its line costs no memory.
class LineSplitter {
 public:
  static constexpr std::size_t longest = 16 * 1024;
  using Sink = std::function<void(std::string_view line)>;

  void feed(std::string_view bytes, const Sink& sink);
  void finish(const Sink& sink);  // the end of the stream: what has no line end is a line too

 private:
  void emit(std::string_view line, const Sink& sink);
  std::string partial_;
};

}  // namespace winerror87
