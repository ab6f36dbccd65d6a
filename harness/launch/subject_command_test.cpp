#include "harness/launch/subject_command.hpp"

#include "harness/launch/data_folders.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winerror87 {
namespace {

Subject server() {
  Subject subject;
  subject.name = "server";
  subject.place = {"cases/subjects/server.toml"};
  subject.command = {"{fixtures}/server{exe}", "--loop", "{loop}", "--watch", "{watch}", "--port={port}"};
  subject.environment = {{"PYTHONPATH", "{packages}"}, {"WORKERS", "{workers}"}};
  subject.without = {"PYTHON"};
  return subject;
}

const Factors levels{{"loop", {"iocp"}}, {"workers", {"4", true}}};

Surroundings around(Platform platform) {
  Surroundings made;
  made.platform = platform;
  made.watch_file = "/tmp/watched.py";
  made.port = 8080;
  made.python = "/cache/python/python.exe";
  made.packages = "/cache/packages";
  return made;
}

Wine some_wine() {
  Wine wine;
  wine.loader = "/opt/wine64";
  wine.server = "/opt/wineserver64";
  wine.prefix = "/cache/prefix";
  return wine;
}

std::string variable(const Command& command, const std::string& name) {
  for (const auto& [key, value] : command.environment) {
    if (key == name) return value;
  }
  return "(not set)";
}

TEST(SubjectCommand, FillsInEverythingThatIsKnown) {
  const auto command = subject_command(server(), levels, around(Platform::posix), nullptr);
  ASSERT_TRUE(command) << command.error().message;
  EXPECT_EQ(command->program, (fixture_programs() / "server").string());
  EXPECT_EQ(command->arguments,
            (std::vector<std::string>{"--loop", "iocp", "--watch", "/tmp/watched.py", "--port=8080"}));
  EXPECT_EQ(variable(*command, "PYTHONPATH"), "/cache/packages");
  EXPECT_EQ(variable(*command, "WORKERS"), "4");
  EXPECT_EQ(command->without, std::vector<std::string>{"PYTHON"});
}

TEST(SubjectCommand, TranslatesPathsForWineButNotThatOfTheProgram) {
  const Wine wine = some_wine();
  const auto command = subject_command(server(), levels, around(Platform::wine), &wine);
  ASSERT_TRUE(command) << command.error().message;
  EXPECT_EQ(command->program, "/opt/wine64");
  EXPECT_EQ(command->arguments, (std::vector<std::string>{(fixture_programs() / "server.exe").string(), "--loop",
                                                          "iocp", "--watch", "Z:\\tmp\\watched.py", "--port=8080"}));
  EXPECT_EQ(variable(*command, "PYTHONPATH"), "Z:\\cache\\packages");
  EXPECT_EQ(variable(*command, "WINEPREFIX"), "/cache/prefix");
  EXPECT_EQ(command->without, std::vector<std::string>{"PYTHON"});
}

TEST(SubjectCommand, OnWindowsItselfNeedsNeitherWineNorItsPaths) {
  const auto command = subject_command(server(), levels, around(Platform::windows), nullptr);
  ASSERT_TRUE(command) << command.error().message;
  EXPECT_EQ(command->program, (fixture_programs() / "server.exe").string());
  EXPECT_EQ(command->arguments[3], "/tmp/watched.py");
}

TEST(SubjectCommand, AnInterpreterIsAPathOfThisMachineAsAProgram) {
  Subject subject = server();
  subject.command = {"{python}", "{sources}/probe.py", "{python}"};
  const Wine wine = some_wine();
  const auto command = subject_command(subject, levels, around(Platform::wine), &wine);
  ASSERT_TRUE(command) << command.error().message;
  EXPECT_EQ(command->arguments[0], "/cache/python/python.exe");
  EXPECT_TRUE(command->arguments[1].starts_with("Z:\\")) << command->arguments[1];
  EXPECT_TRUE(command->arguments[1].ends_with("/probe.py")) << command->arguments[1];
  EXPECT_EQ(command->arguments[2], "Z:\\cache\\python\\python.exe");
}

struct BadRow {
  const char* name;
  std::vector<std::string> command;
  std::vector<std::pair<std::string, std::string>> environment;
  const char* placeholder;
};

TEST(SubjectCommand, RefusesAPlaceholderThatNothingIsKnownOf) {
  for (const BadRow& row : {BadRow{"in the program", {"{fixture}/server"}, {}, "{fixture}"},
                            BadRow{"in an argument", {"server", "--port={prot}"}, {}, "{prot}"},
                            BadRow{"in the environment", {"server"}, {{"PORT", "{prot}"}}, "{prot}"},
                            BadRow{"a factor that the cell does not have", {"server", "{reload}"}, {}, "{reload}"}}) {
    SCOPED_TRACE(row.name);
    Subject subject = server();
    subject.command = row.command;
    subject.environment = row.environment;
    const auto command = subject_command(subject, levels, around(Platform::posix), nullptr);
    ASSERT_FALSE(command);
    EXPECT_EQ(command.error().exit, ExitCode::usage);
    EXPECT_TRUE(command.error().message.starts_with("cases/subjects/server.toml: ")) << command.error().message;
    EXPECT_NE(command.error().message.find(row.placeholder), std::string::npos) << command.error().message;
  }
}

TEST(SubjectCommand, RefusesAPortThatIsTheSubjectsToChoose) {
  Surroundings without = around(Platform::posix);
  without.port.reset();
  const auto command = subject_command(server(), levels, without, nullptr);
  ASSERT_FALSE(command);
  EXPECT_NE(command.error().message.find("{port}"), std::string::npos) << command.error().message;
}

TEST(SubjectCommand, TakesAFolderWithBracesInItsName) {
  Surroundings odd = around(Platform::posix);
  odd.watch_file = "/tmp/{odd}/watched.py";
  const auto command = subject_command(server(), levels, odd, nullptr);
  ASSERT_TRUE(command) << command.error().message;
  EXPECT_EQ(command->arguments[3], "/tmp/{odd}/watched.py");
}

TEST(WantsPort, IfItStandsInTheCommand) {
  Subject subject = server();
  EXPECT_TRUE(wants_port(subject));
  subject.command = {"server", "--port", "0"};
  EXPECT_FALSE(wants_port(subject));
}

}  // namespace
}  // namespace winerror87
