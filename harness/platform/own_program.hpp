#pragma once

#include <filesystem>

namespace winerror87 {

// The folder of the running program: the guard, and the fixtures in fixtures/, lie beside it.
std::filesystem::path own_folder();

// A child whose parent dies becomes ours instead of the system's, so that a tree whose guard was killed can still be
// ended. Call once, first thing in main. (Linux: prctl(2), PR_SET_CHILD_SUBREAPER.)
void adopt_orphans();

}  // namespace winerror87
