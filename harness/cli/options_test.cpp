#include "harness/cli/options.hpp"

#include <gtest/gtest.h>

#include <string>
#include <variant>
#include <vector>

namespace winerror87 {
namespace {

using Words = std::vector<std::string>;

struct Parsed {
  std::variant<Options, int> result;
  std::string out;
  std::string err;
};

Parsed parse(const Words& words) {
  std::vector<const char*> all{"winerror87"};
  for (const std::string& word : words) all.push_back(word.c_str());
  ::testing::internal::CaptureStdout();
  ::testing::internal::CaptureStderr();
  auto result = parse_command_line(static_cast<int>(all.size()), all.data());
  Parsed parsed{std::move(result), ::testing::internal::GetCapturedStdout(), {}};
  parsed.err = ::testing::internal::GetCapturedStderr();
  return parsed;
}

// What the command line was understood as; a failure of the test, and defaults, if it was not.
template <class Wanted>
Wanted parsed_as(const Words& words) {
  Parsed parsed = parse(words);
  if (const int* code = std::get_if<int>(&parsed.result)) {
    ADD_FAILURE() << "ended with " << *code << ": " << parsed.err;
    return {};
  }
  auto* options = std::get_if<Wanted>(&std::get<Options>(parsed.result));
  if (!options) {
    ADD_FAILURE() << "another command";
    return {};
  }
  return std::move(*options);
}

struct CodeRow {
  const char* name;
  Words words;
  int code;
};

const std::vector<CodeRow> code_rows = {
    {"nothing", {}, 129},
    {"help", {"--help"}, 0},
    {"help of run", {"run", "--help"}, 0},
    {"help of list", {"list", "--help"}, 0},
    {"help of check", {"check", "--help"}, 0},
    {"version", {"--version"}, 0},
    {"a mistyped command", {"chekc", "--", "server"}, 129},
    {"an unknown option", {"--verbose"}, 129},
    {"an unknown option of run", {"run", "--repaet", "2"}, 129},
    {"an unknown option of list", {"list", "--repeat", "2"}, 129},
    {"an unknown option of check", {"check", "--worker", "2", "--", "server"}, 129},
    {"check without a command", {"check"}, 129},
    {"check with an empty command", {"check", "--"}, 129},
    {"check with options and no command", {"check", "--workers", "2"}, 129},
    {"no repeat", {"run", "--repeat", "0"}, 129},
    {"too many repeats", {"run", "--repeat", "100001"}, 129},
    {"repeat without a number", {"run", "--repeat"}, 129},
    {"repeat with a word", {"run", "--repeat", "twice"}, 129},
    {"repeat with a broken number", {"run", "--repeat", "1.5"}, 129},
    {"no jobs", {"run", "--jobs", "0"}, 129},
    {"too many jobs", {"run", "--jobs", "65"}, 129},
    {"negative jobs", {"run", "--jobs", "-1"}, 129},
    {"no deadline", {"run", "--deadline", "0"}, 129},
    {"a deadline of more than a day", {"run", "--deadline", "86401"}, 129},
    {"a deadline that is no number", {"run", "--deadline", "nan"}, 129},
    {"a deadline without end", {"run", "--deadline", "inf"}, 129},
    {"no workers", {"check", "--workers", "0", "--", "server"}, 129},
    {"too many workers", {"check", "--workers", "65", "--", "server"}, 129},
    {"workers beyond an int", {"check", "--workers", "99999999999999999999", "--", "server"}, 129},
    {"an unknown expectation", {"check", "--expect", "broken", "--", "server"}, 129},
    {"an unknown runner", {"check", "--runner", "qemu", "--", "server"}, 129},
    {"an unknown kind of reload", {"check", "--reload", "some", "--", "server"}, 129},
    {"port 0", {"check", "--port", "0", "--", "server"}, 129},
    {"a port that is too large", {"check", "--port", "65536", "--", "server"}, 129},
    {"a deadline of check that is no number", {"check", "--deadline", "nan", "--", "server"}, 129},
};

TEST(ParseCommandLine, EndsWithTheAgreedCode) {
  for (const CodeRow& row : code_rows) {
    SCOPED_TRACE(row.name);
    const Parsed parsed = parse(row.words);
    const int* code = std::get_if<int>(&parsed.result);
    if (!code) {
      ADD_FAILURE() << "it was accepted";
      continue;
    }
    EXPECT_EQ(*code, row.code);
    // What was asked for goes to standard output; a mistake to standard error, and it says something.
    EXPECT_EQ(parsed.out.empty(), row.code != 0) << parsed.out;
    EXPECT_EQ(parsed.err.empty(), row.code == 0) << parsed.err;
  }
}

TEST(ParseCommandLine, HelpNamesTheExitCodes) {
  for (const Words& words : {Words{"--help"}, {"run", "--help"}, {"list", "--help"}, {"check", "--help"}}) {
    const std::string text = parse(words).out;
    for (const char* word : {"125", "128", "129"})
      EXPECT_NE(text.find(word), std::string::npos) << words.front() << ": " << word;
  }
}

TEST(ParseCommandLine, ReadsEveryOptionOfRun) {
  const auto options = parsed_as<RunOptions>(
      {"run",        "a.toml",    "b/*",      "--repeat",     "20",     "--jobs",         "2",
       "--deadline", "1.5",       "--record", "r.jsonl",      "--swap", "fixed=half_fix", "--exclude",
       "*4*",        "--exclude", "*2*",      "--allow-skip", "Wine",   "--allow-skip",   "registry",
       "c/*"});
  EXPECT_EQ(options.selections, (Words{"a.toml", "b/*", "c/*"}));
  EXPECT_EQ(options.repeat, 20);
  EXPECT_EQ(options.jobs, 2);
  EXPECT_EQ(options.deadline_seconds, 1.5);
  EXPECT_EQ(options.record, "r.jsonl");
  EXPECT_EQ(options.swap, "fixed=half_fix");
  EXPECT_EQ(options.excluded, (Words{"*4*", "*2*"}));
  EXPECT_EQ(options.excused, (Words{"Wine", "registry"}));
}

TEST(ParseCommandLine, RunNeedsNoOption) {
  const auto options = parsed_as<RunOptions>({"run"});
  EXPECT_TRUE(options.selections.empty());
  EXPECT_EQ(options.repeat, 1);
  EXPECT_EQ(options.jobs, 1);
  EXPECT_EQ(options.deadline_seconds, RunOptions{}.deadline_seconds);
}

TEST(ParseCommandLine, ReadsTheSelectionOfList) {
  EXPECT_EQ(parsed_as<ListOptions>({"list", "a/*", "b.toml"}).selections, (Words{"a/*", "b.toml"}));
  EXPECT_TRUE(parsed_as<ListOptions>({"list"}).selections.empty());
}

TEST(ParseCommandLine, ReadsEveryOptionOfCheck) {
  const auto options = parsed_as<CheckArguments>({"check",
                                                  "--workers",
                                                  "4",
                                                  "--reload",
                                                  "single",
                                                  "--expect",
                                                  "error-87",
                                                  "--whoami",
                                                  "/who",
                                                  "--worker-id",
                                                  "header:X-Worker",
                                                  "--smoke",
                                                  "/a",
                                                  "--smoke",
                                                  "/b",
                                                  "--env",
                                                  "K=V",
                                                  "--env",
                                                  "L=",
                                                  "--cwd",
                                                  "/srv",
                                                  "--runner",
                                                  "native",
                                                  "--host",
                                                  "127.0.0.2",
                                                  "--port",
                                                  "8080",
                                                  "--deadline",
                                                  "5",
                                                  "--record",
                                                  "r.jsonl",
                                                  "--",
                                                  "server",
                                                  "--loop"});
  EXPECT_EQ(options.workers, 4);
  EXPECT_EQ(options.reload, "single");
  EXPECT_EQ(options.expect, "error-87");
  EXPECT_EQ(options.whoami, "/who");
  EXPECT_EQ(options.worker_id, "header:X-Worker");
  EXPECT_EQ(options.smoke, (Words{"/a", "/b"}));
  EXPECT_EQ(options.environment, (Words{"K=V", "L="}));
  EXPECT_EQ(options.folder, "/srv");
  EXPECT_EQ(options.runner, "native");
  EXPECT_EQ(options.host, "127.0.0.2");
  EXPECT_EQ(options.port, 8080);
  EXPECT_EQ(options.deadline_seconds, 5);
  EXPECT_EQ(options.record, "r.jsonl");
  EXPECT_EQ(options.command, (Words{"server", "--loop"}));
}

TEST(ParseCommandLine, CheckNeedsACommandOnly) {
  const auto options = parsed_as<CheckArguments>({"check", "--", "server"});
  const CheckArguments usual;
  EXPECT_EQ(options.workers, usual.workers);
  EXPECT_EQ(options.reload, "");
  EXPECT_EQ(options.expect, usual.expect);
  EXPECT_EQ(options.worker_id, usual.worker_id);
  EXPECT_EQ(options.port, std::nullopt);
  EXPECT_EQ(options.command, Words{"server"});
}

struct CommandRow {
  const char* name;
  Words command;
};

const std::vector<CommandRow> command_rows = {
    {"options of ours", {"server", "--workers", "9", "--reload", "--help"}},
    {"options that we do not have", {"server", "-x", "--port={port}", "--", "more"}},
    {"names of our commands", {"run", "list", "check"}},
    {"the first word is an option", {"--server"}},
    {"an empty word", {"server", "", "x"}},
    {"an empty word at the end", {"server", ""}},
    {"brackets", {"server", "[::1]"}},
    {"a list in brackets", {"server", "[1,2]"}},
    {"JSON", {"server", R"(["a","b"])", R"({"a":1})", "{}", "[]"}},
    {"quotes", {"server", "'a b'", "\"c\"", "`d`"}},
    {"blanks and line ends", {"server", " a ", "b\nc"}},
    {"percent signs", {"server", "%%", "%d"}},
    {"numbers and signs", {"server", "-1", "+1", "-"}},
};

TEST(ParseCommandLine, LeavesTheCommandOfCheckAsItIs) {
  for (const CommandRow& row : command_rows) {
    SCOPED_TRACE(row.name);
    Words words{"check", "--workers", "3", "--"};
    words.insert(words.end(), row.command.begin(), row.command.end());
    const auto options = parsed_as<CheckArguments>(words);
    EXPECT_EQ(options.command, row.command);
    EXPECT_EQ(options.workers, 3);
    EXPECT_EQ(options.reload, "");
  }
}

struct ReloadRow {
  const char* name;
  Words words;
  const char* reload;
};

TEST(ParseCommandLine, ABareReloadMeansAll) {
  for (const ReloadRow& row :
       {ReloadRow{"none", {"check", "--", "server"}, ""},
        ReloadRow{"bare, last", {"check", "--reload", "--", "server"}, "all"},
        ReloadRow{"bare, before an option", {"check", "--reload", "--workers", "2", "--", "server"}, "all"},
        ReloadRow{"all", {"check", "--reload", "all", "--", "server"}, "all"},
        ReloadRow{"single", {"check", "--reload", "single", "--", "server"}, "single"},
        ReloadRow{"with an equals sign", {"check", "--reload=single", "--", "server"}, "single"}}) {
    SCOPED_TRACE(row.name);
    const auto options = parsed_as<CheckArguments>(row.words);
    EXPECT_EQ(options.reload, row.reload);
    EXPECT_EQ(options.command, Words{"server"});
  }
}

struct RangeRow {
  const char* name;
  Words words;
};

TEST(ParseCommandLine, TakesTheEndsOfEachRange) {
  for (const RangeRow& row :
       {RangeRow{"least of run", {"run", "--repeat", "1", "--jobs", "1", "--deadline", "0.01"}},
        RangeRow{"most of run", {"run", "--repeat", "100000", "--jobs", "64", "--deadline", "86400"}}}) {
    SCOPED_TRACE(row.name);
    parsed_as<RunOptions>(row.words);
  }
  for (const RangeRow& row :
       {RangeRow{"least of check", {"check", "--workers", "1", "--port", "1", "--deadline", "0.01", "--", "s"}},
        RangeRow{"most of check", {"check", "--workers", "64", "--port", "65535", "--deadline", "86400", "--", "s"}}}) {
    SCOPED_TRACE(row.name);
    parsed_as<CheckArguments>(row.words);
  }
}

}  // namespace
}  // namespace winerror87
