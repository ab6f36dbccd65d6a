#pragma once

#include "harness/launch/placeholders.hpp"
#include "harness/launch/wine.hpp"
#include "harness/model/error.hpp"
#include "harness/model/subject.hpp"
#include "harness/model/trial.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace winerror87 {

// What the placeholders of a subject stand for in one trial, as paths of this machine.
struct Surroundings {
  Platform platform = Platform::posix;
  std::filesystem::path watch_file;    // {watch}
  std::optional<unsigned short> port;  // {port}
  std::filesystem::path python;        // {python}
  std::filesystem::path packages;      // {packages}
};

// The command that starts `subject` with these levels, here: through Wine where the platform is wine. Paths among its
// arguments and variables are translated for Wine. Placeholders are those above, {fixtures} (the programs of
// fixtures/), {sources} (its folder of scripts), {exe} (".exe" for Windows programs, else nothing) and every factor by
// its name.
Result<Command> subject_command(const Subject& subject, const Factors& factors, const Surroundings& around,
                                const Wine* wine);

// Whether {port} stands in the command: then it is ours to choose.
bool wants_port(const Subject& subject);

}  // namespace winerror87
