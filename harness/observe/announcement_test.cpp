#include "harness/observe/announcement.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winerror87 {
namespace {

TEST(AnnouncementIn, ReadsEachLineOfTheProtocol) {
  const auto listening =
      announcement_in("@winerror87 listening port=43210 pid=32 workers=4 handoff=inherit loop=iocp reload=off");
  ASSERT_TRUE(listening);
  EXPECT_EQ(listening->verb, "listening");
  EXPECT_EQ(listening->port, 43210);
  EXPECT_EQ(listening->pid, 32);
  EXPECT_EQ(listening->worker, std::nullopt);

  const auto started = announcement_in("@winerror87 started worker=1 generation=2 pid=40");
  ASSERT_TRUE(started);
  EXPECT_EQ(started->verb, "started");
  EXPECT_EQ(started->worker, 1);
  EXPECT_EQ(started->generation, 2);
  EXPECT_EQ(started->pid, 40);
  EXPECT_EQ(started->text, "");

  const auto failed = announcement_in(
      "@winerror87 failed worker=2 generation=1 pid=44: OSError: [WinError 87] Invalid parameter. (assign, system:87)");
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->verb, "failed");
  EXPECT_EQ(failed->worker, 2);
  EXPECT_EQ(failed->pid, 44);
  EXPECT_EQ(failed->text, "OSError: [WinError 87] Invalid parameter. (assign, system:87)");

  const auto reloading = announcement_in("@winerror87 reloading generation=2");
  ASSERT_TRUE(reloading);
  EXPECT_EQ(reloading->generation, 2);

  const auto ended = announcement_in("@winerror87 ended worker=1 generation=1 pid=40 code=-9");
  ASSERT_TRUE(ended);
  EXPECT_EQ(ended->code, -9);
}

struct Row {
  const char* name;
  std::string line;
  bool read;
};

const std::vector<Row> rows = {
    {"a key of a later version", "@winerror87 registered worker=1 colour=blue", true},
    {"a key of a later version without a value", "@winerror87 registered worker=1 colour=", true},
    {"a verb alone", "@winerror87 listening", true},
    {"an empty text", "@winerror87 failed worker=1: ", true},
    {"torn within the mark", "@winerr", false},
    {"torn after the mark", "@winerror87 ", false},
    {"torn within a key", "@winerror87 started worker=1 genera", false},
    {"torn before a number", "@winerror87 started worker=1 generation=", false},
    {"torn before the text", "@winerror87 failed worker=1:", false},
    {"a line of another worker in it", "@winerror87 started worker=1@winerror87 started worker=2", false},
    {"its beginning is lost", "winerror87 started worker=1", false},
    {"not at the beginning", "INFO: @winerror87 started worker=1", false},
    {"a number that is none", "@winerror87 started worker=one", false},
    {"a number with something after it", "@winerror87 started worker=1x", false},
    {"a number with a sign", "@winerror87 started worker=+1", false},
    {"a number that is too large", "@winerror87 started pid=99999999999999999999", false},
    {"a word that is no pair", "@winerror87 started worker 1", false},
    {"two spaces", "@winerror87  started worker=1", false},
    {"a NUL in a number", std::string("@winerror87 started worker=1\0", 29), false},
    {"an empty line", "", false},
    {"garbage", "\x80\xFF\x01", false},
};

TEST(AnnouncementIn, TakesWholeLinesOnly) {
  for (const Row& row : rows) EXPECT_EQ(announcement_in(row.line).has_value(), row.read) << row.name;
}

TEST(AnnouncementIn, KeepsColonsAndEqualsSignsOfTheText) {
  const auto failed = announcement_in("@winerror87 failed worker=1: bind: a=b: c");
  ASSERT_TRUE(failed);
  EXPECT_EQ(failed->text, "bind: a=b: c");
}

}  // namespace
}  // namespace winerror87
