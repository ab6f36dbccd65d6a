#pragma once

#include "harness/model/error.hpp"

#include <filesystem>

namespace winerror87 {

// Where prefixes, interpreters and packages are kept, made if need be: $WINERROR87_CACHE, or winerror87/ in
// $XDG_CACHE_HOME (XDG Base Directory Specification), or ~/.cache/winerror87. Owner: whoever asks makes a subfolder.
Result<std::filesystem::path> cache_folder();

}  // namespace winerror87
