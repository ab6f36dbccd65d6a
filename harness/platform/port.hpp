#pragma once

#include "harness/model/error.hpp"

#include <string>

namespace winerror87 {

// A TCP port that nobody listens on now and that the system will not hand out by itself: for subjects that must be told
// their port. Never the same one twice in a process.
Result<unsigned short> free_port(const std::string& host);

// Whether somebody already listens on the port.
bool port_is_taken(const std::string& host, unsigned short port);

}  // namespace winerror87
