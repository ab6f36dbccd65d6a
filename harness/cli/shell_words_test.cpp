#include "harness/cli/shell_words.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace winerror87 {
namespace {

struct Row {
  const char* word;
  const char* quoted;
};

const std::vector<Row> rows = {
    {"winerror87", "winerror87"},
    {"/usr/bin/a-b_c+d", "/usr/bin/a-b_c+d"},
    {"two/loop=iocp,workers=2", "two/loop=iocp,workers=2"},
    {"127.0.0.1:80", "127.0.0.1:80"},
    {"50%", "50%"},
    {"user@host", "user@host"},
    {"", "''"},
    {"two words", "'two words'"},
    {"{port}", "'{port}'"},
    {"*", "'*'"},
    {"$HOME", "'$HOME'"},
    {"`id`", "'`id`'"},
    {"a;b", "'a;b'"},
    {"a&b", "'a&b'"},
    {"a|b", "'a|b'"},
    {"~", "'~'"},
    {"#", "'#'"},
    {"!", "'!'"},
    {"a\\b", "'a\\b'"},
    {"\"", "'\"'"},
    {"it's", "'it'\\''s'"},
    {"'", "''\\'''"},
    {"a\nb", "'a\nb'"},
    {"\xC3\xA4", "'\xC3\xA4'"},
};

TEST(ShellWord, IsQuotedWhereAShellWouldTakeItApart) {
  for (const Row& row : rows) EXPECT_EQ(shell_word(row.word), row.quoted) << row.word;
}

}  // namespace
}  // namespace winerror87
