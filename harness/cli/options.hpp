#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace winerror87 {

struct RunOptions {
  std::vector<std::string> selections;  // case files and globs
  std::vector<std::string> excluded;
  std::vector<std::string> excused;
  std::string swap;
  std::string record;
  int repeat = 1;
  int jobs = 1;
  double deadline_seconds = 60;
};

struct ListOptions {
  std::vector<std::string> selections;
};

struct CheckArguments {
  std::vector<std::string> command;
  std::vector<std::string> environment;  // K=V
  std::vector<std::string> smoke;
  std::string expect = "healthy";
  std::string whoami = "/";
  std::string worker_id = "isolate";
  std::string runner = "auto";
  std::string folder;
  std::string host = "127.0.0.1";
  std::string record;
  std::string reload;  // empty: off
  int workers = 2;
  std::optional<int> port;
  double deadline_seconds = 60;
};

using Options = std::variant<RunOptions, ListOptions, CheckArguments>;

// What the command line asks for; or the exit code to end with, after help or a message was printed.
std::variant<Options, int> parse_command_line(int count, const char* const* words);

}  // namespace winerror87
