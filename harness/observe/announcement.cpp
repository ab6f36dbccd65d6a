#include "harness/observe/announcement.hpp"

#include <charconv>

namespace winerror87 {
namespace {

constexpr std::string_view mark = "@winerror87 ";

template <class Number>
bool read_number(std::string_view text, std::optional<Number>& into) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return false;
  into = value;
  return true;
}

bool read_pair(std::string_view key, std::string_view value, Announcement& into) {
  if (key == "worker") return read_number(value, into.worker);
  if (key == "generation") return read_number(value, into.generation);
  if (key == "pid") return read_number(value, into.pid);
  if (key == "port") return read_number(value, into.port);
  if (key == "code") return read_number(value, into.code);
  return true;  // a key that later versions of the protocol added
}

std::string_view next_word(std::string_view& rest) {
  const std::size_t end = rest.find(' ');
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return word;
}

}  // namespace

std::optional<Announcement> announcement_in(std::string_view line) {
  if (!line.starts_with(mark)) return std::nullopt;
  std::string_view rest = line.substr(mark.size());
  Announcement found;
  if (const std::size_t colon = rest.find(": "); colon != std::string_view::npos) {
    found.text = rest.substr(colon + 2);
    rest = rest.substr(0, colon);
  }
  found.verb = next_word(rest);
  if (found.verb.empty()) return std::nullopt;
  while (!rest.empty()) {
    const std::string_view word = next_word(rest);
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos || !read_pair(word.substr(0, equals), word.substr(equals + 1), found)) {
      return std::nullopt;
    }
  }
  return found;
}

}  // namespace winerror87
