#pragma once

#include "harness/launch/wine.hpp"
#include "harness/model/error.hpp"
#include "harness/model/subject.hpp"

#include <filesystem>
#include <string>

namespace winerror87 {

// A real program, ready to run. Both lie in the cache folder, whole or not at all, and are shared by all runs.
struct Obtained {
  std::filesystem::path python;    // the interpreter, a Windows program
  std::filesystem::path packages;  // the folder with the release and its dependencies
};

// Gets the interpreter (Maven) and the release (uv) of a subject into the cache, unless they are there. Checks every
// checksum. Fails with what to do: registry unreachable, tool missing, wrong checksum, disk full. Blocks; needs our
// Wine server (WineServer::hold), for bytecode is compiled by the Windows interpreter itself.
Result<Obtained> obtain(const Subject& subject, const std::string& release, const std::string& python, const Wine& wine,
                        const Progress& progress);

}  // namespace winerror87
