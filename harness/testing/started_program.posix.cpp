#include "harness/testing/started_program.hpp"

#include "harness/platform/process_list.hpp"

#include <gtest/gtest.h>

#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <map>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace winerror87::tests {
namespace {

constexpr auto longest_wait = std::chrono::seconds(150);
constexpr auto between_looks = std::chrono::milliseconds(2);

std::string contents_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(stream), {});
}

std::vector<std::string> merged_environment(const std::vector<std::pair<std::string, std::string>>& added) {
  std::map<std::string, std::string> merged;
  for (char** entry = environ; *entry; ++entry) {
    const std::string text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != std::string::npos) merged[text.substr(0, equals)] = text.substr(equals + 1);
  }
  for (const auto& [name, value] : added) merged[name] = value;
  std::vector<std::string> entries;
  for (const auto& [name, value] : merged) entries.push_back(name + "=" + value);
  return entries;
}

// For execve(2): pointers into `texts`, and a null at the end.
std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Runs in the child between fork and exec, so nothing here may allocate.
[[noreturn]] void become(char* const* words, char* const* environment, const char* folder, int output) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  const int nothing = ::open("/dev/null", O_RDONLY);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(output, STDOUT_FILENO);
  ::dup2(output, STDERR_FILENO);
  // The exit code of a shell that cannot start a program.
  if (*folder == '\0' || ::chdir(folder) == 0) ::execve(words[0], words, environment);
  ::_exit(127);
}

}  // namespace

std::vector<MarkedProcess> processes_marked(const std::string& mark) {
  // The environment is a row of NAME=VALUE, each ended by a null byte.
  const std::string wanted = "WINERROR87_TEST_MARK=" + mark + '\0';
  std::vector<MarkedProcess> found;
  for (const posix::ProcessEntry& entry : posix::list_processes()) {
    const std::string environment = contents_of("/proc/" + std::to_string(entry.pid) + "/environ");
    if (environment.find(wanted) != std::string::npos) found.push_back({entry.pid, entry.state, entry.name});
  }
  return found;
}

void send_signal(long pid, int number) {
  ::kill(static_cast<pid_t>(pid), number);
}

bool wait_until(const std::function<bool()>& happened, std::chrono::milliseconds longest) {
  const auto limit = std::chrono::steady_clock::now() + longest;
  while (!happened()) {
    if (std::chrono::steady_clock::now() > limit) return false;
    std::this_thread::sleep_for(between_looks);
  }
  return true;
}

StartedProgram::StartedProgram(How how) : how_(std::move(how)) {
  std::vector<std::string> environment = merged_environment(how_.environment);
  const std::vector<char*> words = pointers_to(how_.words);
  const std::vector<char*> entries = pointers_to(environment);
  const int output = ::open(how_.output.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  EXPECT_GE(output, 0) << how_.output;
  pid_ = ::fork();
  if (pid_ == 0) become(words.data(), entries.data(), how_.folder.c_str(), output);
  ::close(output);
  EXPECT_GT(pid_, 0) << "fork failed";
}

StartedProgram::~StartedProgram() {
  if (pid_ <= 0) return;
  signal(SIGKILL);
  ::waitpid(static_cast<pid_t>(pid_), nullptr, 0);
}

std::string StartedProgram::output() const {
  return contents_of(how_.output);
}

Ended StartedProgram::wait() {
  // A descriptor that becomes readable when the process ends (pidfd_open(2)). Debian 12 declares no function for it to
  // C++.
  const auto handle = static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(pid_), 0));
  pollfd end{handle, POLLIN, 0};
  const auto limit = static_cast<int>(std::chrono::milliseconds(longest_wait).count());
  if (handle < 0 || ::poll(&end, 1, limit) != 1) {
    ADD_FAILURE() << how_.words.front() << " does not end; so far it printed:\n" << output();
    signal(SIGKILL);
  }
  if (handle >= 0) ::close(handle);
  int status = 0;
  rusage used{};
  ::wait4(static_cast<pid_t>(pid_), &status, 0, &used);
  pid_ = -1;
  Ended ended;
  ended.by_signal = WIFSIGNALED(status);
  ended.code = ended.by_signal ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  ended.peak_kib = used.ru_maxrss;
  ended.output = output();
  return ended;
}

}  // namespace winerror87::tests
