#include "harness/cli/selection.hpp"

#include "harness/catalog/catalog.hpp"

#include <gtest/gtest.h>

#include "tools/testing/scratch_folder.hpp"
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace winerror87 {
namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

const fs::path shipped = fs::path(WINERROR87_HARNESS_FOLDER) / ".." / "cases";

Words names_of(const Selection& selection) {
  Words names;
  for (const Question& question : selection.questions) names.push_back(question.asked.name);
  return names;
}

const std::string subject = "name = \"server\"\n[factors]\nloop = [\"epoll\"]\n[start]\ncommand = [\"server\"]\n";

std::string case_about(const std::string& of) {
  return "question = \"?\"\nsubject = \"" + of +
         "\"\nplatforms = [\"posix\"]\n[factors]\nloop = \"epoll\"\n[[expect]]\ngenerations = [{ served = \"N\" }]\n";
}

TEST(Select, TellsCaseFilesFromGlobs) {
  const tests::ScratchFolder folder;
  folder.write("subjects/server.toml", subject);
  const std::string file = folder.write("mine.toml", case_about("server")).string();
  const std::string odd = folder.write("odd.case", case_about("server")).string();
  struct Row {
    const char* name;
    Words words;
    Words questions;
    Words patterns;
    bool whole;
  };
  for (const Row& row :
       {Row{"a file", {file}, {"mine"}, {}, true}, Row{"a file of another name", {odd}, {"odd"}, {}, true},
        Row{"two files", {file, odd}, {"mine", "odd"}, {}, true},
        Row{"a file and a glob", {file, "mine/*"}, {"mine"}, {"mine/*"}, false},
        Row{"a file and the name of a cell", {"mine/loop=epoll", file}, {"mine"}, {"mine/loop=epoll"}, false}}) {
    SCOPED_TRACE(row.name);
    const auto selection = select(row.words, false);
    ASSERT_TRUE(selection) << selection.error().message;
    EXPECT_TRUE(selection->from_files);
    EXPECT_EQ(names_of(*selection), row.questions);
    EXPECT_EQ(selection->patterns, row.patterns);
    for (const Question& question : selection->questions) EXPECT_EQ(question.whole, row.whole);
  }
}

TEST(Select, SaysWhatIsWrong) {
  const tests::ScratchFolder folder;
  folder.write("subjects/server.toml", subject);
  const std::string file = folder.write("mine.toml", case_about("server")).string();
  const std::string same = folder.write("other/mine.toml", case_about("../subjects/server.toml")).string();
  const std::string nobody = folder.write("nobody.toml", case_about("nobody")).string();
  struct Row {
    const char* name;
    Words words;
    std::string begin;
    const char* word;
  };
  for (const Row& row : {Row{"no such file", {"missing.toml"}, "missing.toml: ", "no such file"},
                         Row{"no such file in a folder", {"cases/missing"}, "cases/missing: ", "no such file"},
                         Row{"two cases of one name", {file, same}, same + ": ", "\"mine\""},
                         Row{"a subject that there is not", {nobody}, nobody + ":2:11: ", "no subject \"nobody\""}}) {
    SCOPED_TRACE(row.name);
    const auto selection = select(row.words, false);
    ASSERT_FALSE(selection);
    EXPECT_EQ(selection.error().exit, ExitCode::usage);
    EXPECT_TRUE(selection.error().message.starts_with(row.begin)) << selection.error().message;
    EXPECT_NE(selection.error().message.find(row.word), std::string::npos) << selection.error().message;
  }
}

// ---- what is shipped

TEST(ShippedCases, AllLoadAndArePlanned) {
  const auto files = case_files(shipped);
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_GE(files->size(), 4u);
  const Host linux_with_wine{{Platform::posix, Platform::wine}, {}};
  std::set<std::string> names;
  for (const fs::path& file : *files) {
    SCOPED_TRACE(file.filename().string());
    const auto selection = select({file.string()}, false);
    ASSERT_TRUE(selection) << selection.error().message;
    const auto plan = make_plan(selection->questions, linux_with_wine, {});
    ASSERT_TRUE(plan) << plan.error().message;
    EXPECT_FALSE(plan->empty());
    for (const PlannedTrial& trial : *plan) {
      EXPECT_TRUE(names.insert(trial.cell.name).second) << trial.cell.name << " is there twice";
      EXPECT_EQ(
          trial.cell.name.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_=,./"),
          std::string::npos)
          << trial.cell.name << " cannot be the name of a test";
    }
  }
}

TEST(ShippedCases, SubjectsAllLoad) {
  const auto files = case_files(shipped / "subjects");
  ASSERT_TRUE(files) << files.error().message;
  EXPECT_GE(files->size(), 2u);
  for (const fs::path& file : *files) {
    const auto loaded = load_subject(file);
    ASSERT_TRUE(loaded) << loaded.error().message;
    EXPECT_EQ(loaded->name, file.stem().string());
  }
}

TEST(ShippedCases, EveryReleaseOfACaseHasItsLockForEachPython) {
  const auto loaded = load_subject(shipped / "subjects" / "uvicorn.toml");
  ASSERT_TRUE(loaded) << loaded.error().message;
  ASSERT_TRUE(loaded->obtain);
  const auto selection = select({(shipped / "real.toml").string()}, false);
  ASSERT_TRUE(selection) << selection.error().message;
  const auto plan = make_plan(selection->questions, {{Platform::wine}, {}}, {});
  ASSERT_TRUE(plan) << plan.error().message;
  for (const PlannedTrial& trial : *plan) {
    const std::pair key(trial.cell.factors.text("release"), trial.cell.factors.text("python"));
    EXPECT_TRUE(loaded->obtain->locks.contains(key)) << trial.cell.name;
    EXPECT_TRUE(loaded->obtain->interpreters.contains(key.second)) << trial.cell.name;
  }
}

}  // namespace
}  // namespace winerror87
