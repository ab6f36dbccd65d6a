#include "harness/observe/identity.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace winerror87 {
namespace {

struct Row {
  const char* name;
  Identify identify;
  bool windows_pids;
  std::string body;
  std::string header;
  WorkerName worker;
  std::optional<int> generation;
};

WorkerName nobody() {
  return {};
}

WorkerName pid(long value) {
  WorkerName name;
  name.pid = value;
  return name;
}

WorkerName windows_pid(long value, std::optional<int> ordinal = {}) {
  WorkerName name;
  name.windows_pid = value;
  name.ordinal = ordinal;
  return name;
}

WorkerName word(std::string id) {
  WorkerName name;
  name.id = std::move(id);
  return name;
}

const std::vector<Row> rows = {
    {"body: a number", Identify::body, false, "42", "", pid(42), {}},
    {"body: a number of Windows", Identify::body, true, "42", "", windows_pid(42), {}},
    {"body: a number in blanks", Identify::body, false, " \t42\r\n", "", pid(42), {}},
    {"body: JSON", Identify::body, false, R"({"pid": 42})", "", pid(42), {}},
    {"body: JSON of Windows, with more",
     Identify::body,
     true,
     R"({"ok": true, "pid": 42, "x": [1]})",
     "",
     windows_pid(42),
     {}},
    {"body: the fixture's ordinal is not looked at",
     Identify::body,
     false,
     R"({"pid":42,"worker":1,"generation":2})",
     "",
     pid(42),
     {}},
    {"body: a pid that is no whole number", Identify::body, false, R"({"pid": "42"})", "", nobody(), {}},
    {"body: a broken number", Identify::body, false, "42.5", "", nobody(), {}},
    {"body: JSON without a pid", Identify::body, false, R"({"id": 42})", "", nobody(), {}},
    {"body: JSON that is no object", Identify::body, false, "[42]", "", nobody(), {}},
    {"body: torn JSON", Identify::body, false, R"({"pid": 42)", "", nobody(), {}},
    {"body: a text with a number", Identify::body, false, "pid 42", "", nobody(), {}},
    {"body: HTML", Identify::body, false, "<html>87</html>", "", nobody(), {}},
    {"body: empty", Identify::body, false, "", "", nobody(), {}},
    {"body: blank", Identify::body, false, "\r\n", "", nobody(), {}},
    {"body: a number that is too large", Identify::body, false, "99999999999999999999999", "", nobody(), {}},
    {"body: nested without end", Identify::body, false, std::string(10'000, '['), "", nobody(), {}},
    {"body: the header is not looked at", Identify::body, false, "", "42", nobody(), {}},
    {"header: a number", Identify::header, false, "", "42", pid(42), {}},
    {"header: a number of Windows", Identify::header, true, "", "42", windows_pid(42), {}},
    {"header: a word", Identify::header, false, "", " worker-a ", word("worker-a"), {}},
    {"header: a number and a word", Identify::header, false, "", "42-a", word("42-a"), {}},
    {"header: missing", Identify::header, false, "42", "", nobody(), {}},
    {"isolation: the answer says nothing", Identify::isolation, false, R"({"pid": 42})", "42", nobody(), {}},
    {"announce: all that the fixture says", Identify::announce, true, R"({"pid":40,"worker":3,"generation":2})", "",
     windows_pid(40, 3), 2},
    {"announce: the pid alone", Identify::announce, true, R"({"pid":40})", "", windows_pid(40), {}},
    {"announce: another page", Identify::announce, true, R"({"status":"ok"})", "", nobody(), {}},
};

TEST(WorkerNamedBy, TakesTheWorkersWordForIt) {
  for (const Row& row : rows) {
    SCOPED_TRACE(row.name);
    Answer answer;
    answer.whole = true;
    answer.status = 200;
    answer.body = row.body;
    answer.header = row.header;
    Questions questions;
    questions.identify = row.identify;
    questions.windows_pids = row.windows_pids;
    const AnsweringWorker worker = worker_named_by(answer, questions);
    EXPECT_EQ(worker.name.pid, row.worker.pid);
    EXPECT_EQ(worker.name.windows_pid, row.worker.windows_pid);
    EXPECT_EQ(worker.name.ordinal, row.worker.ordinal);
    EXPECT_EQ(worker.name.id, row.worker.id);
    EXPECT_EQ(worker.name.empty(), row.worker.empty());
    EXPECT_EQ(worker.generation, row.generation);
  }
}

}  // namespace
}  // namespace winerror87
