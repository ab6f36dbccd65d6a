#include "harness/record/json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winerror87 {
namespace {

namespace json = boost::json;

FateCounts counts(int served, int error_87) {
  FateCounts made;
  made[Fate::served] = served;
  made[Fate::error_87] = error_87;
  return made;
}

// Every field differs from its default, and each text from every other.
Record full_record() {
  Record record;
  record.run = "20261123T005511Z-4711";
  record.repeat = 3;
  record.started = "2026-11-23T00:55:11Z";
  record.cell = "two/loop=iocp,workers=2";
  record.factors = {{"loop", {"iocp"}}, {"workers", {"2", true}}, {"handoff", {"inherit"}}};
  record.platform = Platform::wine;
  record.system = "Linux 6.1.0 x86_64";
  record.wine = "wine-8.0 (Debian 8.0~repack-4)";
  record.subject = "fixture";
  record.simulated = true;
  record.expected = {counts(1, 1), counts(0, 2)};
  record.expectation = "healthy";

  WorkerFate served;
  served.fate = Fate::served;
  served.pid = 1234;
  served.windows_pid = 40;
  served.ordinal = 1;
  served.evidence = {"GET / -> 200"};
  WorkerFate recovered = served;
  recovered.fate = Fate::error_87;
  recovered.ordinal = 2;
  recovered.recovered = true;
  recovered.detail = "assign";
  recovered.evidence = {"Traceback (most recent call last):", "OSError: [WinError 87]"};
  WorkerFate attributed;
  attributed.generation = 2;
  attributed.fate = Fate::other_failure;
  attributed.attributed = true;
  attributed.detail = "WinError 10022 from assign";
  WorkerFate silent;
  silent.generation = 2;
  record.observation.generations = {{served, recovered}, {attributed, silent}};
  record.observation.doubts = {"a doubt", "another"};
  record.observation.smoke = {{"/health", 200, ""}, {"/docs", 0, "timed out"}};
  record.observation.events = {{0, std::nullopt, "started", 1, ""}, {12.5, 2, "failed", 2, "WinError 87"}};
  record.observation.last_lines = {"INFO: up", ""};
  record.observation.ending = "deadline";
  record.observation.seconds = 0.0417;
  record.verdict = {Status::undecided, "a doubt; another"};
  record.rerun = "winerror87 run 'two/loop=iocp,workers=2'";
  record.command.program = "/opt/wine/wine64";
  record.command.arguments = {"server.exe", "--port", ""};
  record.command.environment = {{"WINEPREFIX", "/prefix"}, {"EMPTY", ""}};
  record.command.without = {"PYTHON"};
  record.command.folder = "/folder";
  return record;
}

void expect_same(const WorkerFate& a, const WorkerFate& b) {
  EXPECT_EQ(a.generation, b.generation);
  EXPECT_EQ(a.fate, b.fate);
  EXPECT_EQ(a.pid, b.pid);
  EXPECT_EQ(a.windows_pid, b.windows_pid);
  EXPECT_EQ(a.ordinal, b.ordinal);
  EXPECT_EQ(a.recovered, b.recovered);
  EXPECT_EQ(a.attributed, b.attributed);
  EXPECT_EQ(a.detail, b.detail);
  EXPECT_EQ(a.evidence, b.evidence);
}

void expect_same(const Observation& a, const Observation& b) {
  ASSERT_EQ(a.generations.size(), b.generations.size());
  for (std::size_t i = 0; i < a.generations.size(); ++i) {
    ASSERT_EQ(a.generations[i].size(), b.generations[i].size());
    for (std::size_t k = 0; k < a.generations[i].size(); ++k) expect_same(a.generations[i][k], b.generations[i][k]);
  }
  EXPECT_EQ(a.doubts, b.doubts);
  ASSERT_EQ(a.smoke.size(), b.smoke.size());
  for (std::size_t i = 0; i < a.smoke.size(); ++i) {
    EXPECT_EQ(a.smoke[i].path, b.smoke[i].path);
    EXPECT_EQ(a.smoke[i].status, b.smoke[i].status);
    EXPECT_EQ(a.smoke[i].problem, b.smoke[i].problem);
  }
  ASSERT_EQ(a.events.size(), b.events.size());
  for (std::size_t i = 0; i < a.events.size(); ++i) {
    EXPECT_EQ(a.events[i].milliseconds, b.events[i].milliseconds);
    EXPECT_EQ(a.events[i].worker, b.events[i].worker);
    EXPECT_EQ(a.events[i].what, b.events[i].what);
    EXPECT_EQ(a.events[i].generation, b.events[i].generation);
    EXPECT_EQ(a.events[i].detail, b.events[i].detail);
  }
  EXPECT_EQ(a.last_lines, b.last_lines);
  EXPECT_EQ(a.ending, b.ending);
  EXPECT_EQ(a.seconds, b.seconds);
}

TEST(RecordJson, HoldsEveryField) {
  const Record written = full_record();
  const auto read = record_from_json(to_json(written));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(read->run, written.run);
  EXPECT_EQ(read->repeat, written.repeat);
  EXPECT_EQ(read->started, written.started);
  EXPECT_EQ(read->cell, written.cell);
  EXPECT_EQ(read->factors, written.factors);
  EXPECT_TRUE(read->factors.find("workers")->is_number);
  EXPECT_FALSE(read->factors.find("loop")->is_number);
  EXPECT_EQ(read->platform, written.platform);
  EXPECT_EQ(read->system, written.system);
  EXPECT_EQ(read->wine, written.wine);
  EXPECT_EQ(read->subject, written.subject);
  EXPECT_EQ(read->simulated, written.simulated);
  EXPECT_EQ(read->expected, written.expected);
  EXPECT_EQ(read->expectation, written.expectation);
  EXPECT_EQ(read->verdict.status, written.verdict.status);
  EXPECT_EQ(read->verdict.reason, written.verdict.reason);
  EXPECT_EQ(read->rerun, written.rerun);
  EXPECT_EQ(read->command.program, written.command.program);
  EXPECT_EQ(read->command.arguments, written.command.arguments);
  EXPECT_EQ(read->command.environment, written.command.environment);
  EXPECT_EQ(read->command.without, written.command.without);
  EXPECT_EQ(read->command.folder, written.command.folder);
  expect_same(read->observation, written.observation);
  EXPECT_EQ(to_json(*read), to_json(written));
}

TEST(RecordJson, IsOneLineInTheAgreedForm) {
  const std::string line = to_json(full_record());
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const json::object object = json::parse(line).as_object();
  EXPECT_EQ(object.at("schema"), "winerror87.trial");
  EXPECT_EQ(object.at("version"), 1);
  EXPECT_EQ(json::serialize(object.at("factors")), R"({"loop":"iocp","workers":2,"handoff":"inherit"})");
  EXPECT_EQ(
      json::serialize(object.at("expected")),
      R"([{"served":1,"error-87":1,"other-failure":0,"silent":0},{"served":0,"error-87":2,"other-failure":0,"silent":0}])");
  EXPECT_EQ(
      json::serialize(object.at("observed")),
      R"([{"served":1,"error-87":1,"other-failure":0,"silent":0},{"served":0,"error-87":0,"other-failure":1,"silent":1}])");
  EXPECT_EQ(object.at("status"), "undecided");
  EXPECT_EQ(object.at("workers").as_array().size(), 4u);
  EXPECT_TRUE(object.at("workers").at(2).at("pid").is_null()) << "what is not known is null";
}

TEST(RecordJson, AnEmptyRecordIsARecordToo) {
  const auto read = record_from_json(to_json(Record{}));
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->observation.generations.empty());
  EXPECT_TRUE(read->command.program.empty());
}

struct BytesRow {
  const char* name;
  std::string bytes;
  std::string valid;
};

const std::string unknown = "\xEF\xBF\xBD";  // U+FFFD

const std::vector<BytesRow> bytes_rows = {
    {"plain", "plain", "plain"},
    {"empty", "", ""},
    {"NUL", std::string("a\0b", 3), std::string("a\0b", 3)},
    {"escape sequence", "\x1B[31mred\x1B[0m", "\x1B[31mred\x1B[0m"},
    {"quotes, backslashes, tabs", "\"\\\t\r\n\x7F", "\"\\\t\r\n\x7F"},
    {"two, three and four bytes", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x90\x8D", "\xC3\xA4\xE2\x82\xAC\xF0\x9F\x90\x8D"},
    {"the ends of each length", "\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF",
     "\xC2\x80\xDF\xBF\xE0\xA0\x80\xEF\xBF\xBF\xF0\x90\x80\x80\xF4\x8F\xBF\xBF"},
    {"Latin-1", "Param\xE8tre", "Param" + unknown + "tre"},
    {"a byte that is never used", "a\xFFz", "a" + unknown + "z"},
    {"a continuation alone", "a\x80z", "a" + unknown + "z"},
    {"cut after the first byte", "a\xE2", "a" + unknown},
    {"cut after the second byte", "a\xE2\x82", "a" + unknown + unknown},
    {"overlong: a slash in two bytes", "\xC0\xAF", unknown + unknown},
    {"overlong: a slash in three bytes", "\xE0\x80\xAF", unknown + unknown + unknown},
    {"overlong: in four bytes", "\xF0\x80\x80\xAF", unknown + unknown + unknown + unknown},
    {"half of a surrogate pair", "\xED\xA0\x80", unknown + unknown + unknown},
    {"beyond the last code point", "\xF4\x90\x80\x80", unknown + unknown + unknown + unknown},
    {"beyond the last lead byte", "\xF5\x80\x80\x80", unknown + unknown + unknown + unknown},
    {"Shift-JIS", "\x83p\x83\x89", unknown + "p" + unknown + unknown},
};

TEST(ValidUtf8, ReplacesWhatIsNoneAndNothingElse) {
  for (const BytesRow& row : bytes_rows) EXPECT_EQ(valid_utf8(row.bytes), row.valid) << row.name;
}

// Each text that a subject, a user or a file can have a word in.
Record hostile_record(const std::string& bytes) {
  Record record = full_record();
  record.run = record.started = record.expectation = bytes;
  record.cell = record.system = record.wine = record.subject = record.rerun = record.verdict.reason = bytes;
  record.factors = {{bytes, {bytes}}};
  record.observation.generations[0][0].detail = bytes;
  record.observation.generations[0][0].evidence = {bytes, bytes};
  record.observation.doubts = {bytes};
  record.observation.smoke = {{bytes, 0, bytes}};
  record.observation.events = {{1, std::nullopt, bytes, 1, bytes}};
  record.observation.last_lines = {bytes};
  record.observation.ending = bytes;
  record.command = {bytes, {bytes}, {{bytes, bytes}}, {bytes}, bytes};
  return record;
}

TEST(RecordJson, IsValidWhateverASubjectPrints) {
  for (const BytesRow& row : bytes_rows) {
    SCOPED_TRACE(row.name);
    const std::string line = to_json(hostile_record(row.bytes));
    EXPECT_EQ(line, valid_utf8(line)) << "it is not all UTF-8";
    EXPECT_EQ(line.find_first_of("\r\n"), std::string::npos) << "it is not one line";
    const auto read = record_from_json(line);
    if (!read) {
      ADD_FAILURE() << read.error().message;
      continue;
    }
    EXPECT_EQ(read->observation.generations[0][0].evidence, (std::vector<std::string>{row.valid, row.valid}));
    EXPECT_EQ(read->observation.last_lines, std::vector<std::string>{row.valid});
    EXPECT_EQ(read->verdict.reason, row.valid);
    EXPECT_EQ(read->cell, row.valid);
    EXPECT_EQ(read->command.arguments, std::vector<std::string>{row.valid});
    EXPECT_EQ(read->factors.text(row.valid), row.valid);
  }
}

TEST(RecordFromJson, RefusesWhatItDoesNotKnow) {
  const std::string good = to_json(full_record());
  struct Row {
    const char* name;
    std::string old_text;
    std::string new_text;
    const char* word;
  };
  for (const Row& row :
       {Row{"another version", "\"version\":1", "\"version\":2", "version 2 is not known here"},
        {"no version", "\"version\":1,", "", ""},
        {"another schema", "winerror87.trial", "winerror87.trail", "schema"},
        {"an unknown fate", "\"fate\":\"served\"", "\"fate\":\"survived\"", "unknown fate"},
        {"an unknown status", "\"status\":\"undecided\"", "\"status\":\"passed\"", "unknown status"},
        {"an unknown platform", "\"name\":\"wine\"", "\"name\":\"macos\"", "unknown platform"},
        {"a number that is a text", "\"repeat\":3", "\"repeat\":\"3\"", ""},
        {"a number that does not fit", "\"repeat\":3", "\"repeat\":3000000000", ""},
        {"a text that is a number", "\"ending\":\"deadline\"", "\"ending\":3", ""},
        {"a worker of a generation that there is not", "\"generation\":2", "\"generation\":3", "unknown generation"},
        {"a worker of generation 0", "\"generation\":1", "\"generation\":0", "unknown generation"}}) {
    SCOPED_TRACE(row.name);
    std::string line = good;
    const std::size_t at = line.find(row.old_text);
    ASSERT_NE(at, std::string::npos);
    line.replace(at, row.old_text.size(), row.new_text);
    const auto read = record_from_json(line);
    ASSERT_FALSE(read);
    EXPECT_EQ(read.error().exit, ExitCode::usage);
    EXPECT_NE(read.error().message.find(row.word), std::string::npos) << read.error().message;
  }
}

TEST(RecordFromJson, NeedsEveryField) {
  const json::object good = json::parse(to_json(full_record())).as_object();
  for (const auto& member : good) {
    json::object without = good;
    without.erase(member.key());
    EXPECT_FALSE(record_from_json(json::serialize(without))) << std::string(member.key());
  }
}

TEST(RecordFromJson, RefusesWhatIsNoRecord) {
  for (const std::string& line :
       {std::string(), std::string("null"), std::string("[]"), std::string("{}"), std::string("{\"schema\":"),
        std::string("\xFF"), std::string(1, '\0'), std::string(100'000, '['), to_json(Record{}) + "x"}) {
    EXPECT_FALSE(record_from_json(line)) << line.substr(0, 20);
  }
}

TEST(RecordFromJson, SaysNothingOfOurOwnFiles) {
  for (const char* line : {"", "{}", "[", "{\"schema\": 3}", "\xFF"}) {
    const auto read = record_from_json(line);
    ASSERT_FALSE(read) << line;
    EXPECT_EQ(read.error().message.find(".hpp"), std::string::npos) << read.error().message;
  }
}

TEST(RecordFromJson, CutAnywhereIsNoRecord) {
  const std::string line = to_json(full_record());
  for (std::size_t length = 0; length < line.size(); length += 7)
    EXPECT_FALSE(record_from_json(line.substr(0, length))) << length;
}

}  // namespace
}  // namespace winerror87
