#include "harness/observe/lines.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winerror87 {
namespace {

using Lines = std::vector<std::string>;

Lines lines_of(std::string_view bytes, std::size_t piece) {
  Lines lines;
  const auto sink = [&](std::string_view line) { lines.emplace_back(line); };
  LineSplitter splitter;
  for (std::size_t at = 0; at < bytes.size(); at += piece) splitter.feed(bytes.substr(at, piece), sink);
  splitter.finish(sink);
  return lines;
}

struct Row {
  const char* name;
  std::string bytes;
  Lines lines;
};

constexpr std::size_t longest = LineSplitter::longest;

const std::vector<Row> rows = {
    {"nothing", "", {}},
    {"one line", "one\n", {"one"}},
    {"two lines", "one\ntwo\n", {"one", "two"}},
    {"no final newline", "one\ntwo", {"one", "two"}},
    {"empty lines", "\n\none\n\n", {"", "", "one", ""}},
    {"the line ends of Windows", "one\r\ntwo\r\n", {"one", "two"}},
    {"both line ends", "one\r\ntwo\nthree\r\n", {"one", "two", "three"}},
    {"an empty line of Windows", "\r\n", {""}},
    {"only the last carriage return belongs to the end", "one\r\r\n", {"one\r"}},
    {"a carriage return within a line", "10%\r20%\n", {"10%\r20%"}},
    {"a carriage return at the end of the stream", "one\r", {"one"}},
    {"a NUL", std::string("a\0b\n\0\n", 6), {std::string("a\0b", 3), std::string("\0", 1)}},
    {"bytes that are no UTF-8", "\xFF\xC3\n\x80", {"\xFF\xC3", "\x80"}},
    {"a line as long as may be", std::string(longest, 'x') + "\nnext\n", {std::string(longest, 'x'), "next"}},
    {"a line as long as may be, of Windows",
     std::string(longest - 1, 'x') + "\r\nnext\n",
     {std::string(longest - 1, 'x'), "next"}},
    {"a line that is too long", std::string(longest + 1, 'x') + "\nnext\n", {std::string(longest, 'x'), "next"}},
    {"a line that is much too long",
     std::string(3 * longest + 7, 'x') + "\r\nnext\n",
     {std::string(longest, 'x'), "next"}},
    {"a line that is too long and never ends", std::string(2 * longest, 'x'), {std::string(longest, 'x')}},
};

TEST(LineSplitter, CutsTheSameLinesWhateverThePieces) {
  for (const Row& row : rows) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{7}, longest - 1,
                                    longest, longest + 1, 10 * longest}) {
      EXPECT_EQ(lines_of(row.bytes, piece), row.lines) << row.name << ", in pieces of " << piece;
    }
  }
}

TEST(LineSplitter, GivesALineAsSoonAsItEnds) {
  Lines lines;
  const auto sink = [&](std::string_view line) { lines.emplace_back(line); };
  LineSplitter splitter;
  splitter.feed("on", sink);
  EXPECT_EQ(lines, Lines{});
  splitter.feed("e\ntw", sink);
  EXPECT_EQ(lines, Lines{"one"});
  splitter.finish(sink);
  EXPECT_EQ(lines, (Lines{"one", "tw"}));
  splitter.finish(sink);
  EXPECT_EQ(lines.size(), 2u) << "the end is told once";
}

}  // namespace
}  // namespace winerror87
