#include "harness/catalog/catalog.hpp"

#include <gtest/gtest.h>

#include "tools/testing/scratch_folder.hpp"
#include <string>
#include <vector>

namespace winerror87 {
namespace {

using tests::ScratchFolder;

const std::string good_case = R"(question = "What decides?"
why = "It is said here."
default = true
subject = "fixture"
platforms = ["wine", "windows"]

[factors]
loop = ["select", "iocp"]
workers = [1, 2]
handoff = "inherit"

[[expect]]
when = { loop = "iocp" }
generations = [{ served = 1, error-87 = "N-1" }, { error-87 = "N", silent = 0 }]

[[expect]]
when = { loop = ["select"] }
generations = [{ served = "N" }]
)";

TEST(LoadCase, ReadsEverythingThatACaseFileSays) {
  const ScratchFolder folder;
  const auto file = folder.write("two_by_two.toml", good_case);
  const auto loaded = load_case(file);
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_EQ(loaded->name, "two_by_two");
  EXPECT_EQ(loaded->question, "What decides?");
  EXPECT_EQ(loaded->why, "It is said here.");
  EXPECT_TRUE(loaded->is_default);
  EXPECT_EQ(loaded->subject, "fixture");
  EXPECT_EQ(loaded->platforms, (std::vector<Platform>{Platform::wine, Platform::windows}));
  EXPECT_EQ(to_string(loaded->place), file.string());
  EXPECT_EQ(to_string(loaded->subject_place), file.string() + ":4:11");
}

TEST(LoadCase, KeepsTheFactorsInTheOrderOfTheFile) {
  const ScratchFolder folder;
  const auto loaded = load_case(folder.write("a.toml", good_case));
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_EQ(loaded->factors.size(), 3u);
  EXPECT_EQ(loaded->factors[0].name, "loop");
  EXPECT_EQ(loaded->factors[1].name, "workers");
  EXPECT_EQ(loaded->factors[2].name, "handoff");
  ASSERT_EQ(loaded->factors[1].levels.size(), 2u);
  EXPECT_EQ(loaded->factors[1].levels[1], (Level{"2", true}));
  EXPECT_TRUE(loaded->factors[1].levels[1].is_number);
  ASSERT_EQ(loaded->factors[2].levels.size(), 1u) << "a level alone needs no array";
  for (const Factor& factor : loaded->factors)
    EXPECT_EQ(factor.levels.size(), factor.level_places.size()) << factor.name;
  EXPECT_EQ(loaded->factors[0].level_places[1].line, 8);
  EXPECT_EQ(loaded->factors[0].level_places[1].column, 19);
}

TEST(LoadCase, ReadsTheExpectationsOfEachGeneration) {
  const ScratchFolder folder;
  const auto loaded = load_case(folder.write("a.toml", good_case));
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_EQ(loaded->expectations.size(), 2u);
  const ExpectationRule& rule = loaded->expectations[0];
  EXPECT_EQ(rule.place.line, 12);
  ASSERT_EQ(rule.when.size(), 1u);
  EXPECT_EQ(rule.when[0].first, "loop");
  ASSERT_EQ(rule.generations.size(), 2u);
  const auto count = [&](std::size_t generation, Fate fate) {
    return rule.generations[generation][static_cast<std::size_t>(fate)];
  };
  ASSERT_TRUE(count(0, Fate::served) && count(0, Fate::error_87) && count(1, Fate::error_87) && count(1, Fate::silent));
  EXPECT_EQ(count(0, Fate::served)->resolve(4), 1);
  EXPECT_EQ(count(0, Fate::error_87)->resolve(4), 3);
  EXPECT_EQ(count(1, Fate::error_87)->resolve(4), 4);
  EXPECT_EQ(count(1, Fate::silent)->resolve(4), 0);
  EXPECT_FALSE(count(0, Fate::silent)) << "a fate that is not named";
}

TEST(LoadCase, NeedsNeitherWhyNorDefault) {
  const ScratchFolder folder;
  const auto loaded = load_case(folder.write("a.toml", R"(question = "?"
subject = "fixture"
platforms = ["posix"]
[factors]
loop = "epoll"
[[expect]]
generations = [{ served = "N" }]
)"));
  ASSERT_TRUE(loaded) << loaded.error().message;
  EXPECT_FALSE(loaded->is_default);
  EXPECT_EQ(loaded->why, "");
  EXPECT_TRUE(loaded->expectations[0].when.empty());
}

// A good case with `old_text` replaced; where the error must point to, and a word that its message must hold.
struct BadRow {
  const char* name;
  std::string old_text;
  std::string new_text;
  std::string place;
  std::string word;
};

const std::vector<BadRow> bad_rows = {
    {"malformed: a value is missing", "default = true", "default =", "3:10", "not valid TOML"},
    {"malformed: an array that never ends", "[1, 2]", "[1, 2", "10:1", "not valid TOML"},
    {"malformed: a key twice", "why =", "question =", "2:12", "not valid TOML"},
    {"malformed: bytes that are no UTF-8", "It is said", "It is \xFFsaid", "2:13", "not valid TOML"},
    {"an unknown key", "why =", "reason =", "2:1", "unknown key \"reason\""},
    {"an unknown key of an expectation", "when = { loop = \"iocp\" }", "where = { loop = \"iocp\" }", "13:1",
     "unknown key \"where\""},
    {"no question", "question =", "# question =", "1:1", "\"question\" is missing"},
    {"no subject", "subject =", "# subject =", "1:1", "\"subject\" is missing"},
    {"no platforms", "platforms =", "# platforms =", "1:1", "\"platforms\" is missing"},
    {"a question that is no text", "\"What decides?\"", "87", "1:12", "question must be a string"},
    {"a flag that is no flag", "default = true", "default = \"yes\"", "3:11", "default must be true or false"},
    {"a subject that is no text", "\"fixture\"", "[\"fixture\"]", "4:11", "subject must be a string"},
    {"platforms that are no array", "[\"wine\", \"windows\"]", "\"wine\"", "5:13", "platforms must be an array"},
    {"a platform that is no text", "\"windows\"", "87", "5:22", "platforms must be a string"},
    {"an unknown platform", "\"windows\"", "\"macos\"", "5:13", "unknown platform \"macos\""},
    {"posix mixed with wine", "\"windows\"", "\"posix\"", "5:13", "posix"},
    {"no platform at all", "[\"wine\", \"windows\"]", "[]", "5:13", "platforms must be some of"},
    {"factors that are no table", "[factors]\n", "factors = 3\n[[expect]]\n", "7:11", "factors must be a table"},
    {"no level", "[1, 2]", "[]", "9:11", "workers needs at least one level"},
    {"a level that is no level", "[1, 2]", "[1, 2.5]", "9:15", "a level of workers"},
    {"a level that is no level, alone", "handoff = \"inherit\"", "handoff = true", "10:11", "a level of handoff"},
    {"the same level twice", "[1, 2]", "[1, 2, 1]", "9:18", "\"1\" of workers is there twice"},
    {"the same level twice, once as text", "[1, 2]", "[1, \"1\"]", "9:15", "\"1\" of workers is there twice"},
    {"no generations", "generations = [{ served = \"N\" }]", "", "16:1", "needs \"generations\""},
    {"empty generations", "generations = [{ served = \"N\" }]", "generations = []", "16:1", "needs \"generations\""},
    {"generations that are no array", "[{ served = \"N\" }]", "{ served = \"N\" }", "16:1", "needs \"generations\""},
    {"a generation that is no table", "[{ served = \"N\" }]", "[\"N\"]", "18:16", "a generation must be a table"},
    {"an unknown fate", "{ served = \"N\" }", "{ survived = \"N\" }", "18:18", "unknown fate \"survived\""},
    {"when that is no table", "{ loop = \"iocp\" }", "\"iocp\"", "13:8", "when must be a table"},
    {"when without a level", "[\"select\"]", "[]", "17:17", "loop needs at least one level"},
    {"a count that is no count", "served = \"N\"", "served = true", "18:27", "served must be a count"},
    {"a negative count", "served = 1", "served = -1", "14:27", "served must be a count"},
    {"a broken number", "served = 1,", "served = 1.5,", "14:27", "served must be a count"},
    {"a count of nonsense", "\"N-1\"", "\"N-x\"", "14:41", "error-87 must be a count"},
    {"a count with something after it", "\"N-1\"", "\"N-1x\"", "14:41", "error-87 must be a count"},
    {"a count without a number", "\"N-1\"", "\"N-\"", "14:41", "error-87 must be a count"},
    {"a count with two signs", "\"N-1\"", "\"N--1\"", "14:41", "error-87 must be a count"},
    {"a count above N", "\"N-1\"", "\"N+1\"", "14:41", "error-87 must be a count"},
    {"a count in small letters", "\"N-1\"", "\"n-1\"", "14:41", "error-87 must be a count"},
    {"an empty count", "\"N-1\"", "\"\"", "14:41", "error-87 must be a count"},
    {"a count that is too large", "\"N-1\"", "\"N-99999999999999999999\"", "14:41", "error-87 must be a count"},
};

TEST(LoadCase, NamesThePlaceOfWhateverIsWrong) {
  const ScratchFolder folder;
  for (const BadRow& row : bad_rows) {
    SCOPED_TRACE(row.name);
    std::string text = good_case;
    const std::size_t at = text.find(row.old_text);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, row.old_text.size(), row.new_text);
    const auto file = folder.write("bad.toml", text);
    const auto loaded = load_case(file);
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

TEST(LoadCase, NeedsFactorsAndExpectations) {
  const ScratchFolder folder;
  const std::string head = "question = \"?\"\nsubject = \"fixture\"\nplatforms = [\"posix\"]\n";
  struct Row {
    const char* name;
    std::string text;
    std::string word;
  };
  for (const Row& row :
       {Row{"an empty file", "", "\"question\" is missing"},
        {"no factors", head, "[factors] is missing"},
        {"no expect", head + "[factors]\nloop = \"epoll\"\n", "no [[expect]]"},
        {"expect of another kind", head + "expect = 3\n[factors]\nloop = \"epoll\"\n", "no [[expect]]"},
        {"an empty expect", head + "expect = []\n[factors]\nloop = \"epoll\"\n", "no [[expect]]"}}) {
    SCOPED_TRACE(row.name);
    const auto file = folder.write("bad.toml", row.text);
    const auto loaded = load_case(file);
    ASSERT_FALSE(loaded);
    EXPECT_TRUE(loaded.error().message.starts_with(file.string() + ":1:1: ")) << loaded.error().message;
    EXPECT_NE(loaded.error().message.find(row.word), std::string::npos) << loaded.error().message;
  }
}

TEST(LoadCase, SaysSoIfThereIsNoFile) {
  const ScratchFolder folder;
  for (const auto& file : {folder.path() / "missing.toml", folder.path()}) {
    const auto loaded = load_case(file);
    ASSERT_FALSE(loaded) << file;
    EXPECT_EQ(loaded.error().exit, ExitCode::usage);
    EXPECT_EQ(loaded.error().message, file.string() + ": there is no such file.");
  }
}

TEST(CaseFiles, AreTheTomlFilesOfTheFolderByName) {
  const ScratchFolder folder;
  folder.write("b.toml", "");
  folder.write("a.toml", "");
  folder.write("README.md", "");
  folder.write("subjects/fixture.toml", "");
  std::filesystem::create_directory(folder.path() / "folder.toml");
  const auto files = case_files(folder.path());
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_EQ(*files, (std::vector<std::filesystem::path>{folder.path() / "a.toml", folder.path() / "b.toml"}));
}

TEST(CaseFiles, OfAFolderThatIsNotThereAreAnError) {
  const ScratchFolder folder;
  const auto files = case_files(folder.path() / "missing");
  ASSERT_FALSE(files);
  EXPECT_EQ(files.error().exit, ExitCode::usage);
  EXPECT_TRUE(files.error().message.starts_with((folder.path() / "missing").string() + ": ")) << files.error().message;
}

struct SubjectFileRow {
  const char* name;
  const char* subject;
  const char* file;
};

TEST(SubjectFile, IsBesideTheCaseFile) {
  for (const SubjectFileRow& row : {SubjectFileRow{"a name", "uvicorn", "/cases/subjects/uvicorn.toml"},
                                    {"a name with a dot", "uvicorn-0.17", "/cases/subjects/uvicorn-0.17.toml"},
                                    {"a file", "mine.toml", "/cases/mine.toml"},
                                    {"a path", "../mine/server.toml", "/cases/../mine/server.toml"},
                                    {"an absolute path", "/mine/server.toml", "/mine/server.toml"}}) {
    Case asked;
    asked.place = {"/cases/a.toml"};
    asked.subject = row.subject;
    EXPECT_EQ(subject_file(asked), std::filesystem::path(row.file)) << row.name;
  }
}

}  // namespace
}  // namespace winerror87
