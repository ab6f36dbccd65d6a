#include "harness/report/terminal.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <memory>
#include <string>
#include <vector>

namespace winerror87 {
namespace {

struct HarmlessRow {
  const char* name;
  std::string bytes;
  std::string shown;
};

const std::vector<HarmlessRow> harmless_rows = {
    {"plain", "plain", "plain"},
    {"empty", "", ""},
    {"a colour", "\x1B[31mred\x1B[0m", "\\x1b[31mred\\x1b[0m"},
    {"NUL", std::string("a\0b", 3), "a\\x00b"},
    {"a tab", "a\tb", "a b"},
    {"line ends", "a\r\nb", "a\\x0d\\x0ab"},
    {"backspace and delete", "a\x08\x7F", "a\\x08\\x7f"},
    {"bell", "\a", "\\x07"},
    {"the C1 control that begins a sequence",
     "\xC2\x9B"
     "31m",
     "\\x9b31m"},
    {"the first and the last C1 control", "\xC2\x80\xC2\x9F", "\\x80\\x9f"},
    {"what comes after C1 is text", "\xC2\xA0\xC2\xBF", "\xC2\xA0\xC2\xBF"},
    {"letters whose bytes look like C1", "\xC3\x9B\xE2\x82\x9B", "\xC3\x9B\xE2\x82\x9B"},
    {"bytes that are no UTF-8", "a\xFF\x9B", "a\xEF\xBF\xBD\xEF\xBF\xBD"},
    {"a lead byte alone", "\xC2", "\xEF\xBF\xBD"},
    {"C1 made of two broken halves", "\xC2\xC2\x9B", "\xEF\xBF\xBD\\x9b"},
    {"a backslash stays as it is", "Z:\\x1b", "Z:\\x1b"},
};

TEST(Harmless, MakesControlCharactersVisible) {
  for (const HarmlessRow& row : harmless_rows) EXPECT_EQ(harmless(row.bytes), row.shown) << row.name;
}

TEST(Harmless, LeavesNoControlCharacterOfAnyByte) {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  for (int byte = 0; byte < 256; ++byte) (all += '\xC2') += static_cast<char>(byte);
  for (const char byte : harmless(all)) {
    const auto value = static_cast<unsigned char>(byte);
    EXPECT_TRUE(value >= 0x20 && value != 0x7F) << static_cast<int>(value);
  }
}

FateCounts counts(int served, int error_87) {
  FateCounts made;
  made[Fate::served] = served;
  made[Fate::error_87] = error_87;
  return made;
}

TEST(CountsText, KeepsGenerationsApart) {
  EXPECT_EQ(counts_text({}), "");
  EXPECT_EQ(counts_text({counts(1, 3)}), "1 served, 3 error-87");
  EXPECT_EQ(counts_text({counts(1, 3), counts(0, 4)}), "1 served, 3 error-87 | 4 error-87");
}

// A report on two files, whose text can be looked at.
class Screen {
 public:
  explicit Screen(TerminalReport::Style style, std::map<std::string, std::string> questions = {})
      : report_(std::make_unique<TerminalReport>(out_.get(), progress_.get(), style, std::move(questions))) {}

  TerminalReport& report() { return *report_; }
  void close() { report_.reset(); }
  std::string out() { return text_of(out_.get()); }
  std::string progress() { return text_of(progress_.get()); }

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using File = std::unique_ptr<std::FILE, Closer>;

  static std::string text_of(std::FILE* file) {
    std::fflush(file);
    std::rewind(file);
    std::string text;
    for (int byte = std::fgetc(file); byte != EOF; byte = std::fgetc(file)) text += static_cast<char>(byte);
    return text;
  }

  File out_{std::tmpfile()};
  File progress_{std::tmpfile()};
  std::unique_ptr<TerminalReport> report_;
};

constexpr TerminalReport::Style plain{false, true};
constexpr TerminalReport::Style colourful{true, true};

const std::string hostile = std::string(
    "\x1B[2J\x1B]0;title\x07\xC2\x9B"
    "31m\xFF\0\r",
    23);

Record record_with(Status status, std::string cell = "two/loop=iocp,workers=2") {
  Record record;
  record.cell = std::move(cell);
  record.expected = {counts(1, 1)};
  record.verdict = {status, status == Status::expected ? "" : "the reason"};
  record.rerun = "winerror87 run 'two/loop=iocp,workers=2'";
  WorkerFate served;
  served.fate = Fate::served;
  served.ordinal = 1;
  served.evidence = {"GET / -> 200"};
  WorkerFate failed;
  failed.fate = Fate::error_87;
  failed.detail = "assign";
  failed.attributed = true;
  failed.recovered = true;
  failed.evidence = {"OSError: [WinError 87]"};
  record.observation.generations = {{served, failed}};
  record.observation.smoke = {{"/health", 200, ""}, {"/docs", 0, "timed out"}};
  record.observation.last_lines = {"the last line"};
  record.observation.seconds = 0.041;
  return record;
}

Record hostile_record(Status status) {
  Record record = record_with(status, "two/" + hostile);
  record.verdict.reason = record.rerun = hostile;
  for (WorkerFate& worker : record.observation.generations[0]) {
    worker.detail = hostile;
    worker.evidence = {hostile, hostile};
  }
  record.observation.smoke = {{hostile, 0, hostile}};
  record.observation.last_lines = {hostile};
  return record;
}

void expect_words(const std::string& text, const std::vector<const char*>& words) {
  for (const char* word : words)
    EXPECT_NE(text.find(word), std::string::npos) << "\"" << word << "\" is not in:\n" << text;
}

TEST(TerminalReport, HasALineForEachCellUnderItsQuestion) {
  Screen screen(plain, {{"two", "What decides?"}, {"one", "Who serves?"}});
  screen.report().finished(record_with(Status::expected));
  screen.report().finished(record_with(Status::expected, "two/loop=select,workers=2"));
  screen.report().finished(record_with(Status::expected, "one/workers=1"));
  const std::string text = screen.out();
  expect_words(text, {"two: What decides?", "one: Who serves?", "  expected   loop=iocp,workers=2",
                      "  expected   loop=select,workers=2", "1 served, 1 error-87", "0.04 s"});
  EXPECT_EQ(text.find("What decides?"), text.rfind("What decides?")) << "the question is asked once";
  EXPECT_EQ(text.find("again:"), std::string::npos);
}

TEST(TerminalReport, ShowsWhyAndHowAgainForWhatIsNotExpected) {
  for (Status status : {Status::unexpected, Status::undecided}) {
    SCOPED_TRACE(to_string(status));
    Screen screen(plain);
    screen.report().finished(record_with(status));
    Tally tally;
    ++(status == Status::unexpected ? tally.unexpected : tally.undecided);
    screen.report().end(tally);
    expect_words(screen.out(), {"the reason", "generation 1, worker 1: served",
                                "worker ?: error-87 (assign), recovered, by elimination", "> GET / -> 200",
                                "> OSError: [WinError 87]", "smoke /health -> 200", "smoke /docs -> timed out",
                                "| the last line", "again: winerror87 run 'two/loop=iocp,workers=2'"});
  }
}

TEST(TerminalReport, SaysNothingMoreOfWhatIsExpected) {
  Screen screen(plain);
  screen.report().finished(record_with(Status::expected));
  screen.report().end({1, 0, 0, 0, 0});
  EXPECT_EQ(screen.out().find("again:"), std::string::npos);
  expect_words(screen.out(), {"1 trials: 1 expected\n"});
}

TEST(TerminalReport, CountsEachStatusAtTheEnd) {
  Screen screen(plain);
  screen.report().end({4, 3, 2, 1, 1});
  expect_words(screen.out(), {"10 trials: 4 expected, 3 unexpected, 2 undecided, 1 skipped\n"});
}

TEST(TerminalReport, GathersSkipsByTheirReason) {
  Screen screen(plain);
  for (int i = 0; i < 3; ++i) {
    Record record = record_with(Status::skipped);
    record.observation = {};
    record.verdict.reason = i == 2 ? "no registry" : "Wine is not on the PATH.";
    screen.report().finished(record);
  }
  screen.report().end({0, 0, 0, 3, 3});
  expect_words(screen.out(), {"skipped", "not run", "2 not run: Wine is not on the PATH.", "1 not run: no registry"});
  EXPECT_EQ(screen.out().find("again:"), std::string::npos);
}

TEST(TerminalReport, ExplainsFortyAndCountsTheRest) {
  Screen screen(plain);
  for (int i = 0; i < 43; ++i) screen.report().finished(record_with(Status::unexpected));
  screen.report().end({0, 43, 0, 0, 0});
  expect_words(screen.out(), {"... and 3 more, in the records."});
}

TEST(TerminalReport, CutsLongEvidence) {
  Screen screen(plain);
  Record record = record_with(Status::unexpected);
  record.observation.generations[0][1].evidence.assign(1000, "evidence");
  screen.report().tell(record);
  std::size_t shown = 0;
  const std::string text = screen.out();
  for (std::size_t at = text.find("> evidence"); at != std::string::npos; at = text.find("> evidence", at + 1)) ++shown;
  EXPECT_GT(shown, 0u);
  EXPECT_LT(shown, 50u);
}

TEST(TerminalReport, LetsNoControlCharacterThrough) {
  Screen screen(plain);
  for (Status status : {Status::expected, Status::unexpected, Status::undecided, Status::skipped}) {
    screen.report().running(hostile_record(status).cell, 2);
    screen.report().finished(hostile_record(status));
    screen.report().tell(hostile_record(status));
  }
  screen.report().end({1, 1, 1, 1, 0});
  screen.close();
  for (const std::string& text : {screen.out(), screen.progress()}) {
    EXPECT_FALSE(text.empty());
    for (const char byte : text) {
      const auto value = static_cast<unsigned char>(byte);
      ASSERT_TRUE(value == '\n' || (value >= 0x20 && value != 0x7F)) << static_cast<int>(value) << " in:\n" << text;
    }
    EXPECT_EQ(text.find("\xC2\x9B"), std::string::npos);
  }
}

TEST(TerminalReport, ColoursTheStatusOnly) {
  Screen screen(colourful);
  screen.report().finished(hostile_record(Status::unexpected));
  const std::string text = screen.out();
  expect_words(text, {"\033[31munexpected", "\033[0m"});
  std::size_t sequences = 0;
  for (const char byte : text) sequences += byte == '\033';
  EXPECT_EQ(sequences, 2u) << text;
}

TEST(TerminalReport, TellsProgressOnceWithoutColour) {
  Screen screen(plain);
  screen.report().preparing("Making the Wine prefix");
  screen.report().preparing("Making the Wine prefix");
  screen.report().running("two/loop=iocp", 2);
  EXPECT_EQ(screen.progress(), "Making the Wine prefix ...\ntwo/loop=iocp: 2 s ...\n");
  EXPECT_EQ(screen.out(), "");
}

TEST(TerminalReport, WipesItsProgressOnATerminal) {
  Screen screen(colourful);
  screen.report().preparing("Making the Wine prefix");
  screen.close();
  EXPECT_EQ(screen.progress(), "\r\033[KMaking the Wine prefix...\r\033[K");
}

}  // namespace
}  // namespace winerror87
