#include "harness/launch/wine.hpp"

#include <gtest/gtest.h>

#include "tools/testing/scratch_folder.hpp"
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace winerror87 {
namespace {

TEST(WindowsPath, IsThatOfTheRootDrive) {
  struct Row {
    const char* path;
    const char* windows;
  };
  for (const Row& row : {Row{"/", "Z:\\"},
                         {"/tmp/a.py", "Z:\\tmp\\a.py"},
                         {"/tmp/./b/../a.py", "Z:\\tmp\\a.py"},
                         {"/with space/\xC3\xA4", "Z:\\with space\\\xC3\xA4"}}) {
    EXPECT_EQ(windows_path(row.path), row.windows);
  }
  const std::string here = windows_path("a.py");
  EXPECT_TRUE(here.starts_with("Z:\\") && here.ends_with("\\a.py")) << here;
}

// The smallest file that a loader looks at as a Windows program, with its mark at `offset`.
std::string program(std::uint32_t offset, const std::string& mark = std::string("PE\0\0", 4)) {
  std::string bytes(0x40, '\0');
  bytes[0] = 'M';
  bytes[1] = 'Z';
  for (std::size_t i = 0; i < 4; ++i) bytes[0x3C + i] = static_cast<char>(offset >> (8 * i) & 0xFF);
  if (offset < 100'000) {
    bytes.resize(std::max<std::size_t>(bytes.size(), offset), '\0');
    bytes.replace(offset, mark.size(), mark);
  }
  return bytes;
}

struct ProgramRow {
  const char* name;
  std::string bytes;
  bool windows;
};

const std::vector<ProgramRow> program_rows = {
    {"a Windows program", program(0x40), true},
    {"its mark is further behind", program(0x12345), true},
    {"its mark is at an offset with high bytes", program(0xF0), true},
    {"empty", "", false},
    {"two bytes", "MZ", false},
    {"a head that is cut", program(0x40).substr(0, 0x3F), false},
    {"a head alone", program(0x40).substr(0, 0x40), false},
    {"a mark that is cut", program(0x40).substr(0, 0x43), false},
    {"a program for DOS", program(0x40, "NE\x01\x02"), false},
    {"half a mark", program(0x40, "PE\x01\x02"), false},
    {"an offset beyond the file", program(0xFFFFFFFF), false},
    {"a script", "#!/bin/sh\n" + std::string(200, '#'), false},
    {"a program for Linux",
     "\x7F"
     "ELF" +
         std::string(200, '\0'),
     false},
    {"a program whose first letter is another", "m" + program(0x40).substr(1), false},
};

TEST(IsWindowsProgram, LooksAtTheMarksAndNotAtTheName) {
  const tests::ScratchFolder folder;
  for (const ProgramRow& row : program_rows) {
    EXPECT_EQ(is_windows_program(folder.write("server.exe", row.bytes)), row.windows) << row.name;
    EXPECT_EQ(is_windows_program(folder.write("server", row.bytes)), row.windows) << row.name << ", without .exe";
  }
  EXPECT_FALSE(is_windows_program(folder.path() / "missing.exe"));
  EXPECT_FALSE(is_windows_program(folder.path()));
}

TEST(ThroughWine, StartsTheLoaderWithTheProgramAndKeepsTheRest) {
  Wine wine;
  wine.loader = "/opt/wine64";
  wine.server = "/opt/wineserver64";
  wine.prefix = "/cache/prefix";
  Command command;
  command.program = "/srv/server.exe";
  command.arguments = {"--port", "1"};
  command.environment = {{"WINEDEBUG", "+all"}, {"MINE", "1"}};
  command.without = {"PYTHON"};
  command.folder = "/srv";
  const Command run = through_wine(command, wine);
  EXPECT_EQ(run.program, "/opt/wine64");
  EXPECT_EQ(run.arguments, (std::vector<std::string>{"/srv/server.exe", "--port", "1"}));
  EXPECT_EQ(run.without, command.without);
  EXPECT_EQ(run.folder, "/srv");
  const auto last = [&](const std::string& name) {
    const auto found =
        std::find_if(run.environment.rbegin(), run.environment.rend(), [&](const auto& v) { return v.first == name; });
    return found == run.environment.rend() ? std::string("(not set)") : found->second;
  };
  EXPECT_EQ(last("WINEPREFIX"), "/cache/prefix");
  EXPECT_EQ(last("WINESERVER"), "/opt/wineserver64");
  EXPECT_EQ(last("MINE"), "1");
  EXPECT_EQ(last("WINEDEBUG"), "+all") << "what the command says itself comes last, and wins";
}

}  // namespace
}  // namespace winerror87
