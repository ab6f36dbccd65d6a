#pragma once

#include "harness/model/error.hpp"
#include "harness/model/trial.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

namespace winerror87 {

// Told what is being done while something takes its time.
using Progress = std::function<void(const std::string& what)>;

// The Wine of this machine and our own prefix for it, in the cache folder. The user's prefix is never touched.
struct Wine {
  std::filesystem::path loader;  // runs a Windows program
  std::filesystem::path server;
  std::string version;           // "wine-8.0 (Debian 8.0~repack-4)"
  std::filesystem::path prefix;  // may not exist yet
};

// Looks for Wine on the PATH. Fails with what to do.
Result<Wine> find_wine();

// `command` (a Windows program by its path here) as this machine runs it through Wine.
Command through_wine(const Command& command, const Wine& wine);

// The path as a Windows program under Wine sees it: Z: is the root (Wine's default drive mapping).
std::string windows_path(const std::filesystem::path& path);

// Whether the file is a Windows program: "MZ", and "PE\0\0" where the offset at 0x3C says (PE Format, Microsoft).
bool is_windows_program(const std::filesystem::path& file);

// Keeps the server of our prefix running, so that each trial finds it warm: started with the first holder, ended with
// the last one of all processes of this user, also if a holder is killed. The prefix is made first if it is not there.
//
// With the environment variable WINERROR87_WINE_LINGER=SECONDS the server outlives its last holder by so long: for test
// runners that start many short processes.
class WineServer {
 public:
  static Result<std::unique_ptr<WineServer>> hold(const Wine& wine, const Progress& progress);
  // Ends a lingering server now, unless somebody holds it.
  static void end_lingering(const Wine& wine);
  virtual ~WineServer() = default;  // returns when the server is gone, if this was its only holder

 protected:
  WineServer() = default;
};

}  // namespace winerror87
