#pragma once

#include <string>

namespace winerror87 {

// "Linux 6.1.0-18-amd64 x86_64"
std::string system_name();

long own_pid();

}  // namespace winerror87
