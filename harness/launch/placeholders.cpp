#include "harness/launch/placeholders.hpp"

#include <algorithm>

namespace winerror87 {
namespace {

// The end of a {name} that begins at `open`, after its brace; 0 if it is none.
std::size_t end_of_name(std::string_view text, std::size_t open) {
  const std::size_t close = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_", open + 1);
  const bool whole = close != std::string_view::npos && text[close] == '}' && close > open + 1;
  return whole ? close + 1 : 0;
}

}  // namespace

std::string filled_in(std::string_view text, const Placeholders& values) {
  std::string result;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t end = text[at] == '{' ? end_of_name(text, at) : 0;
    const std::string_view name = end ? text.substr(at + 1, end - at - 2) : std::string_view{};
    const auto value = std::find_if(values.begin(), values.end(), [&](const auto& v) { return v.first == name; });
    if (end && value != values.end()) {
      result += value->second;  // not looked at again: a value may hold braces of its own
      at = end;
    } else {
      result += text[at++];
    }
  }
  return result;
}

std::string placeholder_left_in(std::string_view text) {
  for (std::size_t open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
    if (const std::size_t end = end_of_name(text, open)) return std::string(text.substr(open, end - open));
  }
  return "";
}

}  // namespace winerror87
