#pragma once

#include "harness/model/error.hpp"

#include <filesystem>
#include <string_view>

namespace winerror87 {

// Appending so that a whole piece is in the file or an error is known; the errors' messages are the system's words.
Result<int> open_for_appending(const std::filesystem::path& file);  // owner: the caller, who closes it
Result<void> append_bytes(int descriptor, std::string_view bytes);
void close_appended(int descriptor);

}  // namespace winerror87
