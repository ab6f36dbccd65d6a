#include "harness/launch/placeholders.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winerror87 {
namespace {

const Placeholders values{{"port", "8080"}, {"workers", "4"}, {"empty", ""}, {"nested", "{port}"}, {"a_1", "x"}};

struct Row {
  const char* name;
  const char* text;
  const char* filled;
  const char* left;  // after that
};

const std::vector<Row> rows = {
    {"none", "--port", "--port", ""},
    {"empty", "", "", ""},
    {"alone", "{port}", "8080", ""},
    {"within a word", "127.0.0.1:{port}/", "127.0.0.1:8080/", ""},
    {"several", "{port}{workers}{port}", "808048080", ""},
    {"with an empty value", "[{empty}]", "[]", ""},
    {"letters, digits and _", "{a_1}", "x", ""},
    {"unknown", "{prot}", "{prot}", "{prot}"},
    {"known and unknown", "{port} {prot} {thing}", "8080 {prot} {thing}", "{prot}"},
    {"a value is not looked at again", "{nested}", "{port}", "{port}"},
    {"empty braces", "{}", "{}", ""},
    {"JSON stays as it is", R"({"port": 1})", R"({"port": 1})", ""},
    {"JSON around a placeholder", R"({"port": {port}})", R"({"port": 8080})", ""},
    {"double braces", "{{workers}}x{{port}}", "{4}x{8080}", "{4}"},
    {"capital letters are no placeholder", "{PORT}", "{PORT}", ""},
    {"a blank is no part of a name", "{ port }", "{ port }", ""},
    {"an open brace", "{port", "{port", ""},
    {"an open brace before one", "{{port", "{{port", ""},
    {"a closed brace", "port}", "port}", ""},
    {"of the shell", "${port}", "$8080", ""},
};

TEST(Placeholders, AreFilledInWhereTheyAreKnown) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    EXPECT_EQ(filled_in(row.text, values), row.filled);
    EXPECT_EQ(placeholder_left_in(row.filled), row.left);
  }
}

}  // namespace
}  // namespace winerror87
