#pragma once

#include <string>
#include <string_view>

namespace winerror87 {

// `word` as a POSIX shell must be given it; left as it is where nothing in it is special.
std::string shell_word(std::string_view word);

}  // namespace winerror87
