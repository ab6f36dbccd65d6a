// What a command line gets wrong ends with 129, before anything is started or recorded, and with a message that helps.
#include "harness/testing/program_fixture.hpp"

#include <filesystem>
#include <ostream>
#include <string>

namespace winerror87::tests {
namespace {

struct Mistake {
  std::string name;
  Words words;
  std::string help;  // in the message
};

void PrintTo(const Mistake& mistake, std::ostream* out) {
  *out << mistake.name;
}

class UsageTest : public ProgramTest, public ::testing::WithParamInterface<Mistake> {};

TEST_P(UsageTest, EndsWith129) {
  const Ended ended = run(GetParam().words);
  EXPECT_EQ(ended.code, 129) << ended.output;
  EXPECT_TRUE(says(ended.output, GetParam().help));
  EXPECT_FALSE(std::filesystem::exists(folder() + "/cache/records"));
}

// A check of a healthy server, with some options put before its command.
Words checked(const Words& options) {
  Words words{"check"};
  words.insert(words.end(), options.begin(), options.end());
  words.emplace_back("--");
  for (const std::string& word : stranger()) words.push_back(word);
  return words;
}

std::vector<Mistake> mistakes() {
  const std::string program = stranger().front();
  return {
      {"no_command", {}, "subcommand"},
      {"mistyped_command", {"chek", "--", program, "--port", "{port}"}, "chek"},
      {"mistyped_run", {"ruin"}, "ruin"},
      {"unknown_option", checked({"--wrokers", "2"}), "--wrokers"},
      {"no_dashes", {"check", program, "--port", "{port}"}, "after \"--\""},
      {"nothing_after_dashes", {"check", "--"}, "after \"--\""},
      {"nothing_at_all", {"check"}, "there is no command"},
      {"program_that_does_not_exist", {"check", "--", "/no/such/program", "{port}"}, "/no/such/program"},
      {"name_that_is_not_on_the_path", {"check", "--", "no-such-program-87", "{port}"}, "PATH"},
      {"folder_as_program", {"check", "--", "/tmp", "{port}"}, "/tmp"},
      {"empty_program", {"check", "--", "", "{port}"}, "There is no program"},
      {"no_port", {"check", "--", program, "--port", "8000"}, "{port}"},
      {"env_without_value", checked({"--env", "MOOD"}), "NAME=VALUE"},
      {"env_without_name", checked({"--env", "=fine"}), "NAME=VALUE"},
      {"worker_id", checked({"--worker-id", "luck"}), "header:NAME"},
      {"worker_id_without_a_header", checked({"--worker-id", "header:"}), "header:NAME"},
      {"worker_id_of_fixtures", checked({"--worker-id", "announce"}), "header:NAME"},
      {"whoami", checked({"--whoami", "whoami"}), "\"/\""},
      {"smoke", checked({"--smoke", "health"}), "\"/\""},
      {"no_workers", checked({"--workers", "0"}), "--workers"},
      {"too_many_workers", checked({"--workers", "65"}), "--workers"},
      {"workers_in_words", checked({"--workers", "two"}), "--workers"},
      {"expect", checked({"--expect", "perfection"}), "--expect"},
      {"reload", checked({"--reload", "some"}), "--reload"},
      {"no_deadline", checked({"--deadline", "0"}), "--deadline"},
      {"deadline_not_a_number", checked({"--deadline", "nan"}), "--deadline"},
      {"port_too_large", checked({"--port", "65536"}), "--port"},
      {"folder_that_does_not_exist", checked({"--cwd", "/no/such/folder"}), "/no/such/folder"},
      {"runner", checked({"--runner", "qemu"}), "--runner"},
      {"wine_for_a_native_program", checked({"--runner", "wine"}), "not a Windows program"},
      {"folder_as_record_file", checked({"--record", "/tmp"}), "/tmp"},
      {"record_file_in_no_folder", checked({"--record", "/dev/null/records.jsonl"}), "/dev/null/records.jsonl"},
      {"no_repeats", {"run", "--repeat", "0"}, "--repeat"},
      {"no_jobs", {"run", "--jobs", "0"}, "--jobs"},
      {"half_a_swap", {"run", "--swap", "fixed"}, "PRESET=PRESET"},
      {"swap_for_an_unknown_preset", {"run", "--swap", "fixed=nonsense"}, "half_fix"},
      {"case_file_that_does_not_exist", {"run", "/no/such/case.toml"}, "/no/such/case.toml"},
      {"glob_that_matches_nothing", {"run", "no_such_case/*"}, "matches no cell"},
      {"list_of_nothing", {"list", "no_such_case/*"}, "matches no cell"},
  };
}

INSTANTIATE_TEST_SUITE_P(Mistakes, UsageTest, ::testing::ValuesIn(mistakes()),
                         [](const auto& tested) { return tested.param.name; });

class HelpTest : public ProgramTest, public ::testing::WithParamInterface<Mistake> {};

TEST_P(HelpTest, EndsWith0) {
  const Ended ended = run(GetParam().words);
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_TRUE(says(ended.output, GetParam().help));
}

INSTANTIATE_TEST_SUITE_P(Commands, HelpTest,
                         ::testing::Values(Mistake{"program", {"--help"}, "125"},
                                           Mistake{"check", {"check", "--help"}, "git bisect run"},
                                           Mistake{"run", {"run", "--help"}, "--swap"},
                                           Mistake{"list", {"list", "--help"}, "128"},
                                           Mistake{"version", {"--version"}, "winerror87 "}),
                         [](const auto& tested) { return tested.param.name; });

// A program that needs Wine, where there is none: this machine cannot judge, and `git bisect run` stops.
TEST_F(ProgramTest, CheckOfAWindowsProgramWithoutWine) {
  std::string program(0x80, '\0');
  program.replace(0, 2, "MZ");
  program[0x3C] = 0x40;  // where the second mark is (PE Format, Microsoft)
  program.replace(0x40, 2, "PE");
  const std::string file = write("server.exe", program);
  environment_.emplace_back("PATH", "/nonexistent");
  const Ended ended = check({}, {file, "--port", "{port}"});
  EXPECT_EQ(ended.code, 128) << ended.output;
  EXPECT_TRUE(says(ended.output, "Wine is not on the PATH"));
  EXPECT_TRUE(says(ended.output, "ci/setup"));
}

}  // namespace
}  // namespace winerror87::tests
