#pragma once

#include <string>
#include <vector>

// The floor under a cell: what it costs to start the fixture server, ask its workers, make it reload where the cell
// says so, and end it, by a bare loop that blocks on the next event, with nothing around it. It records nothing, judges
// nothing and would leave processes behind if it were killed.
namespace winerror87::bench {

struct FloorTrial {
  std::vector<std::string> argv;
  std::vector<std::string> environment;  // NAME=VALUE, all of it
  std::string watch_file;                // renamed over for the second generation
  int workers = 1;
  int generations = 1;
};

// How many workers answered, all generations together; -1 if the server could not be run.
int run_floor(const FloorTrial& trial);

}  // namespace winerror87::bench
