#include "harness/catalog/catalog.hpp"

#include <gtest/gtest.h>

#include "tools/testing/scratch_folder.hpp"
#include <string>
#include <vector>

namespace winerror87 {
namespace {

using tests::ScratchFolder;

const std::string good_subject = R"(name = "server"
description = "a server"

[factors]
loop = ["iocp", "select"]
workers = "count"

[presets]
broken = { loop = "iocp" }

[reload]
off = { generations = 1 }
single = { generations = 2, workers = 1 }

[start]
command = ["server{exe}", "--workers", "{workers}"]
environment = { PORT = "{port}" }
without = ["PYTHON"]

[worker]
identify = "header"
header = "X-Worker"
whoami = "/whoami"
smoke = ["/health", "/docs"]

[interpreter]
"3.10" = { maven = "a:b:c", sha256 = "00", program = "python.exe" }

[release]
"0.17.6" = { day = "2022-03-11" }
)";

const std::string good_lock = R"(["0.17.6"."3.10"]
requirements = ["uvicorn==0.17.6 --hash=sha256:00"]
)";

TEST(LoadSubject, ReadsEverythingThatASubjectFileSays) {
  const ScratchFolder folder;
  folder.write("server.lock", good_lock);
  const auto loaded = load_subject(folder.write("server.toml", good_subject));
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->name, "server");
  EXPECT_EQ(loaded->description, "a server");
  ASSERT_NE(loaded->factor("loop"), nullptr);
  EXPECT_EQ(loaded->factor("loop")->levels, (std::vector<std::string>{"iocp", "select"}));
  ASSERT_NE(loaded->factor("workers"), nullptr);
  EXPECT_TRUE(loaded->factor("workers")->any_count);
  ASSERT_NE(loaded->preset("broken"), nullptr);
  EXPECT_EQ(to_string(*loaded->preset("broken")), "loop=iocp");
  EXPECT_EQ(loaded->reload.at("single").generations, 2);
  EXPECT_EQ(loaded->reload.at("single").workers, 1);
  EXPECT_EQ(loaded->reload.at("off").workers, std::nullopt);
  EXPECT_EQ(loaded->command, (std::vector<std::string>{"server{exe}", "--workers", "{workers}"}));
  ASSERT_EQ(loaded->environment.size(), 1u);
  EXPECT_EQ(loaded->environment[0], (std::pair<std::string, std::string>{"PORT", "{port}"}));
  EXPECT_EQ(loaded->without, std::vector<std::string>{"PYTHON"});
  EXPECT_EQ(loaded->identify, Identify::header);
  EXPECT_EQ(loaded->header, "X-Worker");
  EXPECT_EQ(loaded->whoami, "/whoami");
  EXPECT_EQ(loaded->smoke, (std::vector<std::string>{"/health", "/docs"}));
}

TEST(LoadSubject, MakesFactorsOfWhatCanBeHad) {
  const ScratchFolder folder;
  folder.write("server.lock", good_lock);
  const auto loaded = load_subject(folder.write("server.toml", good_subject));
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_TRUE(loaded->obtain);
  EXPECT_EQ(loaded->obtain->interpreters.at("3.10").program, "python.exe");
  EXPECT_EQ(loaded->obtain->locks.at({"0.17.6", "3.10"}).front(), "uvicorn==0.17.6 --hash=sha256:00");
  ASSERT_NE(loaded->factor("python"), nullptr);
  EXPECT_EQ(loaded->factor("python")->levels, std::vector<std::string>{"3.10"});
  ASSERT_NE(loaded->factor("release"), nullptr);
  EXPECT_EQ(loaded->factor("release")->levels, std::vector<std::string>{"0.17.6"});
}

TEST(LoadSubject, NeedsANameAndACommandOnly) {
  const ScratchFolder folder;
  const auto loaded = load_subject(folder.write("server.toml", "name = \"s\"\n[start]\ncommand = [\"s\"]\n"));
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->identify, Identify::isolation);
  EXPECT_EQ(loaded->whoami, "/");
  EXPECT_FALSE(loaded->obtain);
  EXPECT_TRUE(loaded->factors.empty());
}

struct BadRow {
  const char* name;
  std::string old_text;
  std::string new_text;
  std::string place;
  std::string word;
};

const std::vector<BadRow> bad_rows = {
    {"malformed", "[start]", "[start", "15:7", "not valid TOML"},
    {"an unknown key", "description =", "descripton =", "2:1", "unknown key \"descripton\""},
    {"no name", "name =", "# name =", "1:1", "\"name\" is missing"},
    {"a name that is no text", "\"server\"", "87", "1:8", "name must be a string"},
    {"factors that are no table", "[factors]\nloop = [\"iocp\", \"select\"]\nworkers = \"count\"\n", "factors = 3\n",
     "4:11", "factors must be a table"},
    {"a factor without levels", "[\"iocp\", \"select\"]", "[]", "5:8", "loop needs at least one level"},
    {"a level that is no level", "\"select\"", "true", "5:17", "a level of loop"},
    {"a preset that is no table", "{ loop = \"iocp\" }", "\"iocp\"", "9:10", "broken must be a table"},
    {"a preset of a factor that there is not", "{ loop = \"iocp\" }", "{ lop = \"iocp\" }", "9:12", "lop"},
    {"a preset of a level that there is not", "{ loop = \"iocp\" }", "{ loop = \"icop\" }", "9:19", "icop"},
    {"a level of reload that is no table", "off = { generations = 1 }", "off = 1", "12:7",
     "a level of reload must be a table"},
    {"an unknown key of reload", "{ generations = 1 }", "{ generation = 1 }", "12:9", "unknown key \"generation\""},
    {"too many generations", "generations = 2", "generations = 3", "13:26",
     "generations must be a whole number from 1 to 2"},
    {"no generation", "generations = 1", "generations = 0", "12:23", "generations must be a whole number from 1 to 2"},
    {"generations that are no number", "generations = 2", "generations = \"2\"", "13:26",
     "generations must be a whole number from 1 to 2"},
    {"generations beyond an int", "generations = 2", "generations = 4294967298", "13:26",
     "generations must be a whole number from 1 to 2"},
    {"no workers", "workers = 1 }", "workers = 0 }", "13:39", "workers must be"},
    {"workers that are no number", "workers = 1 }", "workers = \"one\" }", "13:39", "workers must be"},
    {"no start", "[start]", "[begin]", "15:2", "unknown key \"begin\""},
    {"no command", "command =", "# command =", "15:1", "\"command\" is missing"},
    {"an empty command", "[\"server{exe}\", \"--workers\", \"{workers}\"]", "[]", "16:11", "the command is empty"},
    {"a command that is no array", "[\"server{exe}\", \"--workers\", \"{workers}\"]", "\"server\"", "16:11",
     "command must be an array"},
    {"a word that is no text", "\"{workers}\"", "4", "16:40", "command must be a string"},
    {"a variable that is no text", "\"{port}\"", "80", "17:24", "PORT must be a string"},
    {"an unknown way to identify", "identify = \"header\"", "identify = \"guess\"", "21:12",
     "unknown identify \"guess\""},
    {"a header without its name", "header = \"X-Worker\"", "", "21:12", "header"},
    {"an interpreter without a sum", "sha256 = \"00\", ", "", "27:10", "\"sha256\" is missing"},
    {"an unknown key of a release", "{ day =", "{ date =", "30:14", "unknown key \"date\""},
};

TEST(LoadSubject, NamesThePlaceOfWhateverIsWrong) {
  const ScratchFolder folder;
  folder.write("bad.lock", good_lock);
  for (const BadRow& row : bad_rows) {
    SCOPED_TRACE(row.name);
    std::string text = good_subject;
    const std::size_t at = text.find(row.old_text);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, row.old_text.size(), row.new_text);
    const auto file = folder.write("bad.toml", text);
    const auto loaded = load_subject(file);
    if (loaded) {
      ADD_FAILURE() << "it was accepted";
      continue;
    }
    EXPECT_EQ(loaded.error().exit, ExitCode::usage);
    const std::string begin = file.string() + ":" + row.place + ": ";
    EXPECT_EQ(loaded.error().message.substr(0, begin.size()), begin) << loaded.error().message;
    EXPECT_NE(loaded.error().message.find(row.word), std::string::npos) << loaded.error().message;
  }
}

TEST(LoadSubject, NeedsATableThatSaysHowItIsStarted) {
  const ScratchFolder folder;
  const auto file = folder.write("bad.toml", "name = \"s\"\n");
  const auto loaded = load_subject(file);
  ASSERT_FALSE(loaded);
  EXPECT_TRUE(loaded.error().message.starts_with(file.string() + ":1:1: the table [start] is missing"))
      << loaded.error().message;
}

TEST(LoadSubject, NamesThePlaceInTheLockFile) {
  const ScratchFolder folder;
  const auto file = folder.write("server.toml", good_subject);
  const auto lock = folder.path() / "server.lock";
  auto loaded = load_subject(file);
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().message, lock.string() + ": there is no such file.");

  struct Row {
    const char* name;
    const char* text;
    const char* place;
  };
  for (const Row& row : {Row{"malformed", "[", "1:2"},
                         {"an unknown key", "[\"0.17.6\".\"3.10\"]\nrequirement = []\n", "2:1"},
                         {"no requirements", "[\"0.17.6\".\"3.10\"]\n", "1:1"},
                         {"no table", "\"0.17.6\" = 3\n", "1:12"}}) {
    SCOPED_TRACE(row.name);
    folder.write("server.lock", row.text);
    loaded = load_subject(file);
    ASSERT_FALSE(loaded);
    const std::string begin = lock.string() + ":" + row.place + ": ";
    EXPECT_EQ(loaded.error().message.substr(0, begin.size()), begin) << loaded.error().message;
  }
}

}  // namespace
}  // namespace winerror87
