// `run` on malformed files, with records that cannot be written, and on a machine without Wine.
#include "harness/testing/made_case.hpp"

#include <filesystem>
#include <ostream>
#include <string>

namespace winerror87::tests {
namespace {

constexpr std::string_view all_serve = "[[expect]]\ngenerations = [{ served = \"N\" }]";

struct Malformed {
  std::string name;
  std::string file;   // its text; {subject} is the path of the subject
  std::string place;  // line:column
  std::string help;
};

void PrintTo(const Malformed& malformed, std::ostream* out) {
  *out << malformed.name;
}

class MalformedCaseTest : public MadeCaseTest, public ::testing::WithParamInterface<Malformed> {};

TEST_P(MalformedCaseTest, IsToldWithItsPlace) {
  const std::string file = write("wrong.toml", GetParam().file);
  const Ended ended = run_case(file);
  EXPECT_EQ(ended.code, 129) << ended.output;
  EXPECT_TRUE(ended.output.starts_with("winerror87: " + file + ":" + GetParam().place + ":")) << ended.output;
  EXPECT_TRUE(says(ended.output, GetParam().help));
  EXPECT_FALSE(std::filesystem::exists(record_file())) << "nothing was run";
}

std::string with_factors(const std::string& factors) {
  return "question = \"?\"\nsubject = \"subjects of mine/stranger.toml\"\nplatforms = [\"posix\"]\n[factors]\n" +
         factors + "\n[[expect]]\ngenerations = [{ served = \"N\" }]\n";
}

INSTANTIATE_TEST_SUITE_P(
    Files, MalformedCaseTest,
    ::testing::Values(
        Malformed{"unknown_factor", with_factors("fault = [\"none\"]\n  worker = [1]"), "6:12",
                  "unknown factor \"worker\""},
        Malformed{"unknown_level", with_factors("fault = [\"none\", \"nonne\"]\nworkers = [1]"), "5:18",
                  "unknown level \"nonne\""},
        Malformed{"level_of_the_wrong_kind", with_factors("fault = [\"none\"]\nworkers = [0]"), "6:12", "from 1 on"},
        Malformed{"no_toml", "question = \"?\"\nsubject = ", "2:11", "TOML"},
        Malformed{"string_that_does_not_end", "question = \"?\nsubject = \"x\"\n", "1:14", ""},
        Malformed{"unknown_key", "question = \"?\"\n\nqestion = \"?\"\n", "3:1", "qestion"},
        Malformed{"subject_that_does_not_exist",
                  "question = \"?\"\nsubject = \"nobody\"\nplatforms = [\"posix\"]\n[factors]\nworkers = [1]\n"
                  "[[expect]]\ngenerations = [{ served = \"N\" }]\n",
                  "2:11", "there is no subject \"nobody\""},
        Malformed{"counts_that_do_not_add_up",
                  "question = \"?\"\nsubject = \"subjects of mine/stranger.toml\"\nplatforms = [\"posix\"]\n[factors]\n"
                  "fault = [\"none\"]\nworkers = [2]\n[[expect]]\ngenerations = [{ served = 1 }]\n",
                  "7:1", "do not add up"}),
    [](const auto& tested) { return tested.param.name; });

class RunBadInputTest : public MadeCaseTest {
 protected:
  std::string healthy_case() const { return write_case("mine", "fault = [\"none\"]\nworkers = [2]", all_serve); }
  // A case that could be asked under Wine alone. Its subject is never started here.
  std::string wine_case() const {
    return write("windows.toml",
                 "question = \"Does it serve?\"\nsubject = \"subjects of mine/stranger.toml\"\nplatforms = [\"wine\"]\n"
                 "[factors]\nfault = [\"none\"]\nworkers = [1, 2]\n" +
                     std::string(all_serve));
  }
};

TEST_F(RunBadInputTest, FileThatIsNoText) {
  const Ended ended = run_case(write("wrong.toml", std::string("\xff\xfe\0\x01\x1b[2J", 9)));
  EXPECT_EQ(ended.code, 129) << ended.output;
  EXPECT_TRUE(says(ended.output, "wrong.toml:1:"));
}

TEST_F(RunBadInputTest, FolderAsCaseFile) {
  std::filesystem::create_directory(folder() + "/cases.toml");
  const Ended ended = run_case(folder() + "/cases.toml");
  EXPECT_EQ(ended.code, 129) << ended.output;
  EXPECT_TRUE(says(ended.output, "cases.toml"));
}

TEST_F(RunBadInputTest, GlobThatMatchesNoCellOfTheFile) {
  const Ended ended = run_case(healthy_case(), {"mine/*workers=3"});
  EXPECT_EQ(ended.code, 129) << ended.output;
  EXPECT_TRUE(says(ended.output, "\"mine/*workers=3\" matches no cell"));
  EXPECT_TRUE(says(ended.output, "winerror87 list"));
}

TEST_F(RunBadInputTest, FolderAsRecordFileIsToldBeforeAnythingRuns) {
  const Ended ended = run({"run", healthy_case(), "--record", folder()});
  EXPECT_EQ(ended.code, 129) << ended.output;
  EXPECT_TRUE(says(ended.output, folder() + " cannot be written"));
  EXPECT_TRUE(says(ended.output, "--record"));
}

TEST_F(RunBadInputTest, FullDiskStopsTheRun) {
  const Ended ended = run({"run", healthy_case(), "--repeat", "50", "--jobs", "2", "--record", "/dev/full"});
  EXPECT_EQ(ended.code, 128) << ended.output;
  EXPECT_TRUE(says(ended.output, "No space left on device"));
  EXPECT_TRUE(says(ended.output, "Records before it are safe"));
  EXPECT_FALSE(says(ended.output, "trials:")) << "a run that lost a record has no result";
  EXPECT_FALSE(says(ended.output, "expected ")) << "a result is shown when its record is on disk";
}

TEST_F(RunBadInputTest, FullDiskStopsACheck) {
  const Ended ended = run(check_words({}, "/dev/full", stranger()));
  EXPECT_EQ(ended.code, 128) << ended.output;
  EXPECT_TRUE(says(ended.output, "No space left on device"));
  EXPECT_FALSE(says(ended.output, "expected"));
}

TEST_F(RunBadInputTest, CacheThatCannotBeMade) {
  environment_.emplace_back("WINERROR87_CACHE", "/dev/null/cache");
  const Ended ended = run({"run", healthy_case()});
  EXPECT_EQ(ended.code, 128) << ended.output;
  EXPECT_TRUE(says(ended.output, "/dev/null/cache"));
  EXPECT_TRUE(says(ended.output, "WINERROR87_CACHE"));
}

TEST_F(RunBadInputTest, WithoutWineItsCellsAreSkippedAndTheRunIsNotGreen) {
  environment_.emplace_back("PATH", "/nonexistent");
  const Ended ended = run_case(wine_case());
  EXPECT_EQ(ended.code, 128) << ended.output;
  EXPECT_TRUE(says(ended.output, "2 trials: 0 expected, 2 skipped"));
  EXPECT_TRUE(says(ended.output, "Wine is not on the PATH"));
  EXPECT_TRUE(says(ended.output, "ci/setup"));
  ASSERT_EQ(records().size(), 2u);
  EXPECT_EQ(records().front().verdict.status, Status::skipped);
  EXPECT_TRUE(says(records().front().verdict.reason, "Wine"));
}

TEST_F(RunBadInputTest, AllowedSkipIsNamedByItsReason) {
  environment_.emplace_back("PATH", "/nonexistent");
  const std::string file = wine_case();
  EXPECT_EQ(run_case(file, {"--allow-skip", "Wine is not on the PATH"}).code, 0);
  EXPECT_EQ(run_case(file, {"--allow-skip", "no registry"}).code, 128);
  EXPECT_EQ(run_case(file, {"--allow-skip", "no registry", "--allow-skip", "Wine"}).code, 0);
}

TEST_F(RunBadInputTest, WithoutWineTheOtherCellsRun) {
  // By its whole path: with a PATH of nothing the script's own commands are not found.
  write_script("subjects of mine/server", "exec '" + stranger().front() + "' --port \"$2\" --workers \"$3\"\n");
  environment_.emplace_back("PATH", "/nonexistent");
  const Ended ended = run({"run", healthy_case(), wine_case(), "--record", record_file()});
  EXPECT_EQ(ended.code, 128) << ended.output;
  EXPECT_TRUE(says(ended.output, "3 trials: 1 expected, 2 skipped"));
}

TEST_F(RunBadInputTest, SubjectThatCannotBeStarted) {
  std::filesystem::permissions(folder() + "/subjects of mine/server", std::filesystem::perms::owner_read);
  const Ended ended = run_case(healthy_case());
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_TRUE(says(ended.output, "could not be started: Permission denied"));
}

}  // namespace
}  // namespace winerror87::tests
