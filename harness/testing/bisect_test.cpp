// `git bisect run winerror87 check ...` on a repository with a planted cause.
#include "harness/platform/own_program.hpp"
#include "harness/testing/program_fixture.hpp"

#include <fmt/format.h>

#include <string>

namespace winerror87::tests {
namespace {

constexpr int commits = 8;
constexpr int planted = 6;

class BisectTest : public ProgramTest {
 protected:
  BisectTest() {
    environment_.insert(environment_.end(), {{"GIT_CONFIG_NOSYSTEM", "1"},
                                             {"GIT_CONFIG_GLOBAL", "/dev/null"},
                                             {"GIT_CEILING_DIRECTORIES", folder()},
                                             {"LC_ALL", "C"}});
  }

  // Eight commits, each with another argument; the one that is planted makes one worker deaf with the traceback.
  void make_repository() {
    const std::string server = write_script("server", "exec '" + stranger().front() + "' $(cat arguments) \"$@\"\n");
    write("traceback", bytes_of(test_data("made_error_87.txt")));
    std::string script =
        "set -e\nmkdir repository && cd repository && git init -q .\n"
        "git config user.name 'A. Tester' && git config user.email tester@example.invalid\n"
        "cp -p ../server ../traceback .\n";
    for (int commit = 1; commit <= commits; ++commit) {
      const char* faults = commit >= planted ? "--deaf 1 --say traceback" : "";
      script += fmt::format("echo '--status {} {}' > arguments\ngit add -A && git commit -q -m 'change {}'\n",
                            200 + commit, faults, commit);
    }
    const Ended made = shell(script);
    ASSERT_EQ(made.code, 0) << made.output;
  }

  Ended bisect(const std::string& command) {
    return shell("cd repository && git bisect start HEAD HEAD~" + std::to_string(commits - 1) + " && git bisect run '" +
                 (own_folder() / "winerror87").string() + "' " + command +
                 " --deadline 60 -- ./server --port {port} --workers {workers}");
  }

  Ended shell(const std::string& script) { return start_program({"/bin/sh", "-c", script})->wait(); }
};

TEST_F(BisectTest, NamesThePlantedCommit) {
  make_repository();
  const Ended ended = bisect("check");
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_TRUE(says(ended.output, "is the first bad commit"));
  EXPECT_TRUE(says(ended.output, fmt::format("    change {}\n", planted)));
}

TEST_F(BisectTest, MistypedCommandStopsItAndNamesNone) {
  make_repository();
  const Ended ended = bisect("chek");
  EXPECT_NE(ended.code, 0);
  EXPECT_TRUE(says(ended.output, "129"));
  EXPECT_FALSE(says(ended.output, "is the first bad commit"));
}

TEST_F(BisectTest, CommitsThatCannotBeJudgedAreSkipped) {
  make_repository();
  // A build that fails is no proof of anything: 125 lets the bisection go on.
  const Ended ended =
      shell("cd repository && git bisect start HEAD HEAD~" + std::to_string(commits - 1) +
            " && git bisect run sh -c 'grep -q \"status 204\" arguments && exit 125; exec \"" +
            (own_folder() / "winerror87").string() + "\" check -- ./server --port {port} --workers {workers}'");
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_TRUE(says(ended.output, fmt::format("    change {}\n", planted)));
}

}  // namespace
}  // namespace winerror87::tests
