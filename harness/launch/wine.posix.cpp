#include "harness/launch/wine.hpp"

#include "harness/platform/cache_folder.hpp"
#include "harness/platform/run_program.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <optional>

namespace winerror87 {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view how_to_get_wine =
    "Install it (Debian: apt-get install --no-install-recommends wine64 wine), or run ./ci/setup.";

// Debian puts the loader and the server out of the PATH, behind wrappers that print notices and change options.
constexpr std::string_view debian_folder = "/usr/lib/wine";

struct Programs {
  fs::path loader;
  fs::path server;
};

std::optional<Programs> programs_of_wine() {
  const std::string wine64 = find_program("wine64");
  const std::string wine = find_program("wine");
  if (wine64.empty() && wine.empty()) return std::nullopt;
  const fs::path debian(debian_folder);
  if (fs::exists(debian / "wine64") && fs::exists(debian / "wineserver64")) {
    return Programs{debian / "wine64", debian / "wineserver64"};
  }
  const std::string server = find_program("wineserver");
  if (server.empty()) return std::nullopt;
  return Programs{wine64.empty() ? wine : wine64, server};
}

// "wine-8.0 (Debian 8.0~repack-4)" -> "wine-8.0"
std::string short_version(const std::string& version) {
  return version.substr(0, version.find_first_of(" \r\n"));
}

}  // namespace

Result<Wine> find_wine() {
  const auto programs = programs_of_wine();
  if (!programs) return machine_error(fmt::format("Wine is not on the PATH. {}", how_to_get_wine));
  Command ask;
  ask.program = programs->loader.string();
  ask.arguments = {"--version"};
  const auto told = run_program(ask, std::chrono::seconds(20));
  if (!told) return told.error();
  Wine wine;
  wine.version = told->output.substr(0, told->output.find('\n'));
  if (told->code != 0 || !wine.version.starts_with("wine-")) {
    return machine_error(
        fmt::format("{} --version does not tell its version (exit {}). {}", ask.program, told->code, how_to_get_wine));
  }
  const auto cache = cache_folder();
  if (!cache) return cache.error();
  wine.loader = programs->loader;
  wine.server = programs->server;
  wine.prefix = *cache / "prefixes" / short_version(wine.version);
  return wine;
}

Command through_wine(const Command& command, const Wine& wine) {
  Command run = command;
  run.program = wine.loader.string();
  run.arguments.insert(run.arguments.begin(), command.program);
  run.environment.insert(run.environment.begin(),
                         {{"WINEPREFIX", wine.prefix.string()},
                          {"WINELOADER", wine.loader.string()},
                          {"WINESERVER", wine.server.string()},
                          {"WINEDEBUG", "-all"},  // Wine's own lines stay out of stderr
                          // wbemprox: CPython >= 3.12 asks WMI at start, and Wine 8 crashes on it. mountmgr.sys: each
                          // stat of CPython asks Wine's mount manager, another process, which costs a second of its
                          // start. The others would ask for downloads, or write menu entries into the user's home.
                          {"WINEDLLOVERRIDES", "wbemprox=d;mountmgr.sys=d;mscoree=;mshtml=;winemenubuilder.exe=d"},
                          {"DISPLAY", ""}});
  return run;
}

std::string windows_path(const fs::path& path) {
  std::string text = "Z:" + fs::absolute(path).lexically_normal().string();
  std::replace(text.begin(), text.end(), '/', '\\');
  return text;
}

bool is_windows_program(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::array<char, 0x40> head{};
  if (!stream.read(head.data(), head.size()) || head[0] != 'M' || head[1] != 'Z') return false;
  std::uint32_t offset = 0;
  for (int i = 3; i >= 0; --i)
    offset = offset << 8 | static_cast<unsigned char>(head[0x3C + static_cast<std::size_t>(i)]);
  std::array<char, 4> mark{};
  stream.seekg(offset);
  return stream.read(mark.data(), mark.size()) && mark == std::array<char, 4>{'P', 'E', '\0', '\0'};
}

}  // namespace winerror87
