#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace winerror87 {

using Placeholders = std::vector<std::pair<std::string, std::string>>;  // name without braces -> value

// `text` with every {name} of `values` replaced; other braces stay as they are.
std::string filled_in(std::string_view text, const Placeholders& values);

// The first {name}, of small letters, digits and "_", that is still in `text`; empty if there is none.
std::string placeholder_left_in(std::string_view text);

}  // namespace winerror87
