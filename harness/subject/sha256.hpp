#pragma once

#include "harness/model/error.hpp"

#include <filesystem>
#include <string>

namespace winerror87 {

// The SHA-256 of a file as 64 small hexadecimal digits, by sha256sum of the system (GNU coreutils).
Result<std::string> sha256_of(const std::filesystem::path& file);

}  // namespace winerror87
