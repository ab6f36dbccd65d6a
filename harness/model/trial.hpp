#pragma once

#include "harness/model/case.hpp"
#include "harness/model/fate.hpp"
#include "harness/model/subject.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace winerror87 {

// One combination of factors of one case, on the platform of this machine that the case asks for.
struct Cell {
  std::string name;  // "handoff_loop/handoff=inherit,loop=iocp,workers=4,reload=off"
  std::string case_name;
  std::string subject;
  Platform platform = Platform::posix;
  Factors factors;
  int workers = 1;                   // processes that serve, in each generation
  std::vector<FateCounts> expected;  // one for each generation
};

// Why a cell was not run. `machine_lacks`: this machine could have what is missing (Wine, a registry).
struct Skip {
  std::string reason;
  bool machine_lacks = true;
};

// A program to be started, with everything that placeholders stood for filled in.
struct Command {
  std::string program;
  std::vector<std::string> arguments;
  std::vector<std::pair<std::string, std::string>> environment;  // added to our own, or replacing parts of it
  std::vector<std::string> without;  // our own variables whose names begin so are not passed on
  std::string folder;                // working folder; empty: ours
};

// How a running server is asked and told apart. Shared by cells and by `check`.
struct Questions {
  std::string host = "127.0.0.1";
  std::optional<unsigned short> port;  // none: the subject announces it
  std::string whoami = "/";
  Identify identify = Identify::isolation;
  std::string header;              // name, for Identify::header
  std::vector<std::string> smoke;  // paths that must give 2xx once all workers are accounted for
  bool windows_pids = false;       // pids that the subject tells are those of Windows (or Wine), not this machine's
};

// One run of a server, ready to start.
struct Trial {
  Command command;
  Questions questions;
  int workers = 1;
  int generations = 1;
  std::string watch_file;  // rewritten to make the server reload; empty if generations is 1
  std::chrono::milliseconds deadline{60'000};
};

}  // namespace winerror87
