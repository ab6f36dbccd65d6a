#pragma once

#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace winerror87::tests {

// What became of a program that a test started.
struct Ended {
  int code = 0;  // of its exit; 128 + N if signal N ended it
  bool by_signal = false;
  long peak_kib = 0;   // the most memory that the program itself held
  std::string output;  // both streams, as they came
};

struct MarkedProcess {
  long pid = 0;
  char state = '?';  // as in proc(5): T is suspended
  std::string name;  // cut at 15 characters
};

// The live processes whose environment holds WINERROR87_TEST_MARK=`mark`. Started programs hand it down to all that
// they start. A zombie has no environment any more; one that were left would be the child of a process that is listed
// here, or of the system, which reaps it.
std::vector<MarkedProcess> processes_marked(const std::string& mark);

// Sends a signal to a process that may be gone.
void send_signal(long pid, int number);

// Looks again and again until `happened` gives true; false if it has not after `longest`.
bool wait_until(const std::function<bool()>& happened, std::chrono::milliseconds longest);

// A program under test. Not started through ProcessTree, whose guard would clear away what the program must itself
// leave clean. Ends with the test program, however that ends.
class StartedProgram {
 public:
  struct How {
    std::vector<std::string> words;                                // the program and its arguments
    std::vector<std::pair<std::string, std::string>> environment;  // added to our own, or replacing parts of it
    std::string folder;                                            // working folder; empty: ours
    std::filesystem::path output;                                  // a file for both streams
  };
  explicit StartedProgram(How how);
  StartedProgram(const StartedProgram&) = delete;
  StartedProgram& operator=(const StartedProgram&) = delete;
  ~StartedProgram();

  long pid() const { return pid_; }
  void signal(int number) const { send_signal(pid_, number); }
  std::string output() const;  // what it has printed so far
  // Blocks until it has ended; kills it and fails the test if that takes longer than any test may.
  Ended wait();

 private:
  How how_;
  long pid_ = -1;
};

}  // namespace winerror87::tests
