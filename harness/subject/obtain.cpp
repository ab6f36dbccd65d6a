#include "harness/subject/obtain.hpp"

#include "harness/platform/cache_folder.hpp"
#include "harness/platform/file_lock.hpp"
#include "harness/platform/run_program.hpp"
#include "harness/subject/sha256.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <vector>

namespace winerror87 {
namespace {

namespace fs = std::filesystem;

// Pinned, so that what the client does today it does tomorrow.
constexpr std::string_view maven_plugin = "org.apache.maven.plugins:maven-dependency-plugin:2.10:get";
constexpr std::chrono::seconds download_limit{900};
constexpr std::chrono::seconds compile_limit{300};

std::vector<std::string> parts_of(const std::string& coordinate) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= coordinate.size();) {
    const std::size_t colon = std::min(coordinate.find(':', at), coordinate.size());
    parts.push_back(coordinate.substr(at, colon - at));
    at = colon + 1;
  }
  return parts;
}

std::string last_lines(const std::string& text) {
  constexpr std::size_t kept = 1500;
  return text.size() <= kept ? text : "..." + text.substr(text.size() - kept);
}

// A program that must exit with 0; `what` begins the message if it does not.
Result<void> must_run(const Command& command, std::chrono::seconds longest, std::string_view what,
                      const Progress& progress) {
  int seconds = 0;
  const auto outcome = run_program(command, longest, [&](const std::string&) {
    if (++seconds % 2 == 0) progress(fmt::format("{}, {} s", what, seconds));
  });
  if (!outcome) return outcome.error();
  if (outcome->out_of_time)
    return machine_error(fmt::format("{}: no end after {} s. Is the registry reachable?", what, longest.count()));
  if (outcome->code == 0) return {};
  return machine_error(
      fmt::format("{}: {} ended with code {}. Is the registry reachable, and the disk not full? It said:\n{}", what,
                  command.program, outcome->code, last_lines(outcome->output)));
}

Result<std::string> tool(const std::string& name, const fs::path& of_setup) {
  std::error_code error;
  if (fs::exists(of_setup, error)) return of_setup.string();
  const std::string found = find_program(name);
  if (found.empty()) return machine_error(fmt::format("{} is not installed. Run ./ci/setup.", name));
  return found;
}

// A folder that is filled beside its place and moved there when it is whole; what a failure leaves is removed.
class Stage {
 public:
  explicit Stage(fs::path place) : place_(std::move(place)), folder_(place_.string() + ".part") {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  ~Stage() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  const fs::path& folder() const { return folder_; }

  Result<void> make() const {
    std::error_code error;
    fs::create_directories(folder_, error);
    if (error)
      return machine_error(fmt::format("The folder {} cannot be made: {}.", folder_.string(), error.message()));
    return {};
  }
  Result<void> publish(const fs::path& filled) const {
    std::error_code error;
    fs::rename(filled, place_, error);
    if (error) return machine_error(fmt::format("{} cannot be put in place: {}.", place_.string(), error.message()));
    return {};
  }

 private:
  fs::path place_;
  fs::path folder_;
};

Result<void> fetch_interpreter(const Interpreter& wanted, const fs::path& place, const Progress& progress) {
  const Stage stage(place);
  if (auto made = stage.make(); !made) return made.error();
  const auto maven = tool("mvn", "");
  if (!maven) return maven.error();
  const std::vector<std::string> parts = parts_of(wanted.maven);
  if (parts.size() != 5)
    return usage_error(fmt::format("\"{}\" is not group:artifact:version:type:classifier.", wanted.maven));

  Command get;
  get.program = *maven;
  get.arguments = {"-B",
                   "-q",
                   "-Dmaven.repo.local=" + (stage.folder() / "m2").string(),
                   std::string(maven_plugin),
                   "-Dartifact=" + wanted.maven,
                   "-Dtransitive=false"};
  const std::string what = fmt::format("getting the interpreter {}:{}", parts[1], parts[2]);
  progress(what);
  if (auto got = must_run(get, download_limit, what, progress); !got) return got.error();

  std::string group = parts[0];
  std::replace(group.begin(), group.end(), '.', '/');
  const fs::path archive = stage.folder() / "m2" / group / parts[1] / parts[2] /
                           fmt::format("{}-{}-{}.{}", parts[1], parts[2], parts[4], parts[3]);
  const auto sum = sha256_of(archive);
  if (!sum) return sum.error();
  if (*sum != wanted.sha256) {
    return machine_error(
        fmt::format("{} has the checksum {}, and {} is expected. It is not used.", wanted.maven, *sum, wanted.sha256));
  }
  Command unpack;
  unpack.program = find_program("python3");
  if (unpack.program.empty())
    return machine_error("python3 is not installed; the archive cannot be unpacked. Run ./ci/setup.");
  unpack.arguments = {"-m", "zipfile", "-e", archive.string(), (stage.folder() / "tree").string()};
  if (auto unpacked = must_run(unpack, compile_limit, "unpacking the interpreter", progress); !unpacked)
    return unpacked.error();
  return stage.publish(stage.folder() / "tree");
}

Command python_command(const Wine& wine, const fs::path& python, std::vector<std::string> arguments,
                       const fs::path& packages) {
  Command command;
  command.program = python.string();
  command.arguments = std::move(arguments);
  command.without = {"PYTHON"};
  command.environment = {{"PYTHONPATH", windows_path(packages)}};
  return through_wine(command, wine);
}

// The module of a command "{python} -m MODULE ..."; empty if it is another one.
std::string module_of(const Subject& subject) {
  const bool is_module = subject.command.size() > 2 && subject.command[1] == "-m";
  return is_module ? subject.command[2] : "";
}

Result<void> fetch_packages(const std::vector<std::string>& requirements, const std::string& python_version,
                            const fs::path& python, const std::string& module, const fs::path& place, const Wine& wine,
                            const Progress& progress) {
  const Stage stage(place);
  if (auto made = stage.make(); !made) return made.error();
  const auto cache = cache_folder();
  if (!cache) return cache.error();
  const auto uv = tool("uv", *cache / "packages" / "bin" / "uv");
  if (!uv) return uv.error();
  const fs::path list = stage.folder() / "requirements.txt";
  std::ofstream file(list);
  for (const std::string& line : requirements) file << line << '\n';
  file.close();
  const fs::path tree = stage.folder() / "tree";

  Command install;
  install.program = *uv;
  install.arguments = {
      "pip",          "install",  "-q",          "--no-deps",         "--require-hashes",       "--only-binary",
      ":all:",        "--target", tree.string(), "--python-platform", "x86_64-pc-windows-msvc", "--python-version",
      python_version, "-r",       list.string()};
  install.environment = {{"UV_PYTHON_DOWNLOADS", "never"},  // it needs none, and would look for one elsewhere
                         {"UV_SYSTEM_CERTS", "1"}};         // as every other client of this machine does
  const std::string what = "getting the packages of " + place.filename().string();
  progress(what);
  if (auto installed = must_run(install, download_limit, what, progress); !installed) return installed.error();

  // Bytecode saves a second of each start, and only the Windows interpreter makes the right one.
  const Command compile = python_command(wine, python, {"-m", "compileall", "-q", windows_path(tree)}, tree);
  if (auto compiled = must_run(compile, compile_limit, "compiling the packages", progress); !compiled)
    return compiled.error();
  // Once with --help, which makes it compile the parts of the standard library that it imports. Only speed hangs on it.
  if (!module.empty())
    must_run(python_command(wine, python, {"-m", module, "--help"}, tree), compile_limit, "starting it once", progress);
  return stage.publish(tree);
}

}  // namespace

Result<Obtained> obtain(const Subject& subject, const std::string& release, const std::string& python, const Wine& wine,
                        const Progress& progress) {
  const auto cache = cache_folder();
  if (!cache) return cache.error();
  const auto interpreter = subject.obtain->interpreters.find(python);
  const auto lock = subject.obtain->locks.find({release, python});
  if (interpreter == subject.obtain->interpreters.end() || lock == subject.obtain->locks.end()) {
    return usage_error(fmt::format("{}: there is no locked set of packages for release {} on Python {}.",
                                   to_string(subject.place), release, python));
  }
  const fs::path folder = *cache / "subjects";
  std::error_code error;
  fs::create_directories(folder, error);
  const auto turn = FileLock::wait_for(folder / ".lock", FileLock::Kind::exclusive);
  if (!turn) return turn.error();

  const fs::path tree = folder / ("python-" + interpreter->second.sha256.substr(0, 16));
  if (!fs::exists(tree, error)) {
    if (auto got = fetch_interpreter(interpreter->second, tree, progress); !got) return got.error();
  }
  const fs::path program = tree / interpreter->second.program;
  // Keyed by what the lock says, so that a changed lock is another folder.
  std::string key;
  for (const std::string& line : lock->second) key += line;
  const fs::path packages =
      folder / fmt::format("{}-{}-py{}-{:016x}", subject.name, release, python, std::hash<std::string>{}(key));
  if (!fs::exists(packages, error)) {
    if (auto got = fetch_packages(lock->second, python, program, module_of(subject), packages, wine, progress); !got)
      return got.error();
  }
  return Obtained{program, packages};
}

}  // namespace winerror87
