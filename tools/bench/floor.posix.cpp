#include "tools/bench/floor.hpp"

#include <arpa/inet.h>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <set>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace winerror87::bench {
namespace {

struct Server {
  pid_t pid = -1;
  int lines = -1;  // its standard error
  int port = 0;
  std::string partial;
};

Server launch(const FloorTrial& trial) {
  std::vector<char*> argv, environment;
  for (const std::string& word : trial.argv) argv.push_back(const_cast<char*>(word.c_str()));
  for (const std::string& pair : trial.environment) environment.push_back(const_cast<char*>(pair.c_str()));
  argv.push_back(nullptr);
  environment.push_back(nullptr);
  int ends[2];
  Server server;
  if (::pipe2(ends, O_CLOEXEC) != 0) return server;
  server.pid = ::vfork();
  if (server.pid == 0) {
    ::setsid();
    const int nothing = ::open("/dev/null", O_RDWR);
    ::dup2(nothing, 0);
    ::dup2(ends[1], 1);
    ::dup2(ends[1], 2);
    ::execve(argv[0], argv.data(), environment.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  server.lines = ends[0];
  return server;
}

// Blocks until one more line is there; empty at the end.
std::string next_line(Server& server) {
  for (;;) {
    if (const std::size_t end = server.partial.find('\n'); end != std::string::npos) {
      std::string line = server.partial.substr(0, end);
      server.partial.erase(0, end + 1);
      return line;
    }
    char bytes[4096];
    const ssize_t size = ::read(server.lines, bytes, sizeof bytes);
    if (size <= 0) return "";
    server.partial.append(bytes, static_cast<std::size_t>(size));
  }
}

// The ordinal of the worker that answered; 0 if none did.
int ask(int port) {
  const int connection = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<unsigned short>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int worker = 0;
  static constexpr char request[] = "GET /whoami HTTP/1.1\r\nHost: floor\r\nConnection: close\r\n\r\n";
  if (::connect(connection, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 &&
      ::write(connection, request, sizeof request - 1) > 0) {
    std::string answer;
    char bytes[2048];
    // The body ends with its brace; the end of the connection comes later.
    while (!answer.ends_with('}')) {
      const ssize_t size = ::read(connection, bytes, sizeof bytes);
      if (size <= 0) break;
      answer.append(bytes, static_cast<std::size_t>(size));
    }
    if (const std::size_t at = answer.find("\"worker\":"); at != std::string::npos)
      worker = std::atoi(answer.c_str() + at + 9);
  }
  ::close(connection);
  return worker;
}

// The workers' processes: the server's group without its leader.
std::vector<pid_t> others_of(pid_t group) {
  std::vector<pid_t> found;
  DIR* folder = ::opendir("/proc");
  while (const dirent* item = ::readdir(folder)) {
    const pid_t pid = std::atoi(item->d_name);
    if (pid > 0 && pid != group && ::getpgid(pid) == group) found.push_back(pid);
  }
  ::closedir(folder);
  return found;
}

// Every worker that can answer has answered: the first by itself, the others alone, with all others suspended.
int ask_all(const Server& server, int ready, int expected) {
  std::set<int> answered;
  if (ready > 0) answered.insert(ask(server.port));
  if (static_cast<int>(answered.size()) >= expected) return static_cast<int>(answered.size());
  const std::vector<pid_t> workers = others_of(server.pid);
  for (const pid_t alone : workers) {
    for (const pid_t other : workers) {
      if (other != alone) ::kill(other, SIGSTOP);
    }
    answered.insert(ask(server.port));
    for (const pid_t other : workers) ::kill(other, SIGCONT);
    if (static_cast<int>(answered.size()) >= expected) break;
  }
  return static_cast<int>(answered.size());
}

// The workers of the generation before are our zombies (see the end of run_floor), and would be asked too.
void reap_group(pid_t group, int options) {
  while (::waitpid(-group, nullptr, options) > 0) {
  }
}

int run_generation(Server& server, int workers) {
  int ready = 0, failed = 0;
  while (ready + failed < workers) {
    const std::string line = next_line(server);
    if (line.empty()) return -1;
    if (const std::size_t at = line.find(" listening port="); at != std::string::npos)
      server.port = std::atoi(line.c_str() + at + 16);
    ready += line.find(" registered ") != std::string::npos;
    failed += line.find(" failed ") != std::string::npos;
  }
  reap_group(server.pid, WNOHANG);
  return ask_all(server, ready, ready);
}

}  // namespace

int run_floor(const FloorTrial& trial) {
  Server server = launch(trial);
  if (server.pid < 0) return -1;
  int served = 0;
  for (int generation = 1; generation <= trial.generations && served >= 0; ++generation) {
    if (generation > 1) {
      const std::string next = trial.watch_file + ".next";
      if (std::FILE* file = std::fopen(next.c_str(), "w")) std::fclose(file);
      std::rename(next.c_str(), trial.watch_file.c_str());
    }
    const int answered = run_generation(server, trial.workers);
    served = answered < 0 ? -1 : served + answered;
  }
  ::kill(-server.pid, SIGKILL);
  // Wine's workers were double-forked; they are ours because the benchmark adopts orphans.
  reap_group(server.pid, 0);
  ::close(server.lines);
  return served;
}

}  // namespace winerror87::bench
