#include "harness/observe/signature.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winerror87 {
namespace {

using Lines = std::vector<std::string>;

struct MessageRow {
  const char* name;
  std::string line;
  int code;  // 0: no signature
  const char* call;
};

const std::vector<MessageRow> message_rows = {
    {"as the fixture words it", "OSError: [WinError 87] Invalid parameter. (assign, system:87)", 87, "assign"},
    {"in another language", "OSError: [WinError 87] Falscher Parameter. (assign, system:87)", 87, "assign"},
    {"in bytes that are no UTF-8", "OSError: [WinError 87] Param\xE8tre non valide. (assign, system:87)", 87, "assign"},
    {"after a prefix", "worker 2: OSError: [WinError 87] Invalid parameter. (assign, system:87)", 87, "assign"},
    {"another code as the fixture words it", "OSError: [WinError 10022] Invalid argument. (assign, system:10022)",
     10022, "assign"},
    {"the call by Python's name", "OSError: [WinError 87] Invalid parameter. (_register_with_iocp, system:87)", 87,
     "_register_with_iocp"},
    {"another call as the fixture words it", "OSError: [WinError 87] Invalid parameter. (WSASocketW, system:87)", 0,
     ""},
    {"as Asio words it", "assign: Invalid parameter. [system:87]", 87, "assign"},
    {"as Asio words it, with the place",
     "assign: Invalid parameter. [system:87 at boost/asio/detail/impl/win_iocp_io_context.ipp:238:5 in function "
     "'register_handle']",
     87, "assign"},
    {"as Asio words it, after a prefix", "worker 3: assign: Falscher Parameter. [system:87]", 87, "assign"},
    {"the system's own name of the call", "CreateIoCompletionPort: Invalid parameter. [system:87]", 87,
     "CreateIoCompletionPort"},
    {"the exception that ends a program", "  what():  assign: Invalid parameter. [system:87]", 87, "assign"},
    {"another code of the same call", "assign: Invalid argument [system:10022]", 10022, "assign"},
    {"the two codes differ", "OSError: [WinError 87] Invalid parameter. (assign, system:10022)", 0, ""},
    {"a longer code", "assign: No such thing. [system:870]", 870, "assign"},
    {"a code beyond an int", "assign: No such thing. [system:87000000000]", 0, ""},
    {"no context", "OSError: [WinError 87] Invalid parameter.", 0, ""},
    {"another call of Asio", "bind: Invalid parameter. [system:87]", 0, ""},
    {"another category", "assign: Invalid parameter. [generic:87]", 0, ""},
    {"prose goes on after it", "assign: Invalid parameter. [system:87] is what it says", 0, ""},
    {"prose quotes it", "the log said \"assign: Invalid parameter. [system:87]\"", 0, ""},
    {"prose quotes it in the fixture's words",
     "see \"OSError: [WinError 87] Invalid parameter. (assign, system:87)\" above", 0, ""},
    {"the number as a pid", "Started server process [87]", 0, ""},
    {"the number as a port", "listening on 127.0.0.1:87", 0, ""},
    {"an empty line", "", 0, ""},
};

TEST(RegistrationFailureIn, TakesCodeAndCallAndNeverTheText) {
  for (const MessageRow& row : message_rows) {
    SCOPED_TRACE(row.name);
    const auto found = registration_failure_in(row.line);
    if (!row.code) {
      EXPECT_FALSE(found);
      continue;
    }
    if (!found) {
      ADD_FAILURE() << "no signature was found";
      continue;
    }
    EXPECT_EQ(found->code, row.code);
    EXPECT_EQ(found->call, row.call);
    EXPECT_EQ(found->name, "WinError " + std::to_string(row.code));
    EXPECT_EQ(found->evidence, Lines{row.line});
  }
}

std::vector<Signature> scan(const Lines& lines) {
  const auto scanner = registration_failures();
  std::vector<Signature> found;
  for (const std::string& line : lines) {
    if (auto signature = scanner->line(line)) found.push_back(std::move(*signature));
  }
  return found;
}

const Lines traceback = {
    "Traceback (most recent call last):",
    R"(  File "C:\python\lib\asyncio\proactor_events.py", line 837, in loop)",
    "    f = self._proactor.accept(sock)",
    R"(  File "C:\python\lib\asyncio\windows_events.py", line 554, in accept)",
    "    self._register_with_iocp(listener)",
    R"(  File "C:\python\lib\asyncio\windows_events.py", line 723, in _register_with_iocp)",
    "    _overlapped.CreateIoCompletionPort(obj.fileno(), self._iocp, 0, 0)",
    "OSError: [WinError 87] The parameter is incorrect",
};

TEST(RegistrationFailures, GiveTheWholeTracebackAsEvidence) {
  const auto found = scan(traceback);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].code, 87);
  EXPECT_EQ(found[0].call, "_register_with_iocp");
  EXPECT_EQ(found[0].name, "WinError 87");
  EXPECT_EQ(found[0].evidence, traceback);
}

TEST(RegistrationFailures, AreFoundWithTheLineThatCompletesThem) {
  const auto scanner = registration_failures();
  for (std::size_t i = 0; i + 1 < traceback.size(); ++i) EXPECT_FALSE(scanner->line(traceback[i])) << traceback[i];
  EXPECT_TRUE(scanner->line(traceback.back()));
  EXPECT_FALSE(scanner->line(traceback.back())) << "the same line again has no traceback of its own";
}

TEST(RegistrationFailures, LeaveOtherLinesOutOfTheEvidence) {
  Lines lines = traceback;
  lines.insert(lines.begin() + 4, "INFO:     Started server process [87]");
  const auto found = scan(lines);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].evidence, traceback);
}

// Every way in which two tracebacks can come in between each other is too much; these are line by line and in blocks.
TEST(RegistrationFailures, AreCountedRightHoweverTracebacksAreInterleaved) {
  for (std::size_t block = 1; block <= traceback.size(); ++block) {
    for (std::size_t behind = 0; behind <= traceback.size(); ++behind) {
      Lines lines;
      for (std::size_t at = 0; at < traceback.size() + behind; at += block) {
        for (std::size_t i = at; i < at + block; ++i) {
          if (i < traceback.size()) lines.push_back(traceback[i]);
        }
        for (std::size_t i = at; i < at + block; ++i) {
          if (i >= behind && i - behind < traceback.size()) lines.push_back(traceback[i - behind]);
        }
      }
      EXPECT_EQ(scan(lines).size(), 2u) << "blocks of " << block << " lines, the second " << behind << " lines behind";
    }
  }
}

TEST(RegistrationFailures, KeepNeitherTimeNorMemoryOnAFloodOfTracebacksThatNeverEnd) {
  const auto scanner = registration_failures();
  for (int i = 0; i < 1'000; ++i) {
    EXPECT_FALSE(scanner->line(std::to_string(i) + ": Traceback (most recent call last):"));
  }
  for (int i = 0; i < 5'000; ++i) EXPECT_FALSE(scanner->line("    recursion()"));
  std::size_t found = 0;
  std::size_t evidence = 0;
  for (const std::string& line : traceback) {
    if (const auto signature = scanner->line(line)) {
      ++found;
      evidence = signature->evidence.size();
      EXPECT_FALSE(signature->evidence.front().starts_with("0: ")) << "the oldest are forgotten";
    }
  }
  EXPECT_EQ(found, 1u);
  EXPECT_LE(evidence, 250u);
}

TEST(RegistrationFailures, TakeNoTimeOnLinesMadeToBeSlow) {
  const auto scanner = registration_failures();
  scanner->line("Traceback (most recent call last):");
  EXPECT_FALSE(scanner->line(std::string(16'000, 'a') + "Error"));
  EXPECT_FALSE(scanner->line("  File \"" + std::string(16'000, '"') + ", line 1, in x y"));
  std::string colons = "system:";
  for (int i = 0; i < 4'000; ++i) colons += ": OS";
  EXPECT_FALSE(scanner->line(colons));
}

}  // namespace
}  // namespace winerror87
