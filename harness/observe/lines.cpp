#include "harness/observe/lines.hpp"

namespace winerror87 {

void LineSplitter::feed(std::string_view bytes, const Sink& sink) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    const bool whole = end != std::string_view::npos;
    if (whole && partial_.empty()) {
      emit(piece, sink);
    } else {
      if (partial_.size() < longest) partial_ += piece.substr(0, longest - partial_.size());
      if (whole) {
        emit(partial_, sink);
        partial_.clear();
      }
    }
    if (!whole) return;
    bytes.remove_prefix(end + 1);
  }
}

void LineSplitter::finish(const Sink& sink) {
  if (!partial_.empty()) emit(partial_, sink);
  partial_.clear();
}

void LineSplitter::emit(std::string_view line, const Sink& sink) {
  line = line.substr(0, longest);
  if (line.ends_with('\r')) line.remove_suffix(1);
  sink(line);
}

}  // namespace winerror87
