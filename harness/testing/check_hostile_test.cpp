// `check` on servers that flood, print bytes that are no text, or find their port taken.
#include "harness/record/json.hpp"
#include "harness/testing/program_fixture.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <filesystem>
#include <string>

namespace winerror87::tests {
namespace {

using namespace std::string_literals;

class CheckHostileTest : public ProgramTest {
 protected:
  // Starts a server that is healthy, but whose standard error gets 1 GiB of what `flood` prints before it serves.
  void expect_healthy_after(const std::string& flood) {
    const std::string server = write_script("server", flood + " | head -c 1073741824 >&2\nexec \"$@\"\n");
    Words command{server};
    for (const std::string& word : stranger()) command.push_back(word);
    const Ended ended = check({"--deadline", "120"}, command);
    EXPECT_EQ(ended.code, 0) << ended.output;
    EXPECT_EQ(fates_of(only_record()), "2 served");
    EXPECT_LT(ended.peak_kib, 200 * 1024);
    EXPECT_LT(std::filesystem::file_size(record_file()), 1024 * 1024u);
  }
};

TEST_F(CheckHostileTest, FloodOfLinesIsReadInBoundedMemory) {
  expect_healthy_after(
      "yes 'INFO: a line that talks of OSError: [WinError 87] and a Traceback (most recent call last):'");
}

TEST_F(CheckHostileTest, FloodWithoutALineEndIsReadInBoundedMemory) {
  expect_healthy_after("cat /dev/zero");
}

TEST_F(CheckHostileTest, FloodWhileServingDoesNotHideTheSignature) {
  const Ended ended = check({"--deadline", "120"}, stranger({"--flood", "1073741824", "--deaf", "1", "--fail-after",
                                                             "500", "--say", test_data("made_error_87.txt")}));
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_EQ(fates_of(only_record()), "1 served, 1 error-87");
  EXPECT_LT(ended.peak_kib, 200 * 1024);
}

TEST_F(CheckHostileTest, BytesThatAreNoTextLeaveRecordAndTerminalClean) {
  // No UTF-8, a null byte, and what would clear a terminal and set its title: in the lines that become evidence.
  const std::string odd(
      "\xff\xfe\x80 caf\xe9 \0 \x1b[2J\x1b]0;gotcha\x07 \xc2\x9b"
      "31m \xed\xa0\x80\r\n",
      41);
  std::string said = odd + "\r\n" + bytes_of(test_data("made_error_87.txt"));
  said.insert(said.rfind("correct"), odd);
  const Ended ended = check({}, stranger({"--deaf", "1", "--say", write("said", said)}));
  EXPECT_EQ(ended.code, 1) << ended.output;
  EXPECT_EQ(ended.output.find('\0'), std::string::npos);
  EXPECT_EQ(ended.output, valid_utf8(ended.output));
  const std::string line = bytes_of(record_file());
  EXPECT_EQ(line, valid_utf8(line)) << "JSON is UTF-8";
  EXPECT_EQ(line.find_first_of("\0\033\007"s), std::string::npos) << "JSON escapes control characters";
  EXPECT_EQ(fates_of(only_record()), "1 served, 1 error-87");
}

TEST_F(CheckHostileTest, BytesThatAreNoTextInTheAnswer) {
  // A server of one process and one connection: whatever the request, the same bytes.
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Length: 8\r\nConnection: close\r\n\r\n\xff\0\x1b[2J\r\n"s;
  const std::string file = write("answer", answer);
  const std::string server = write_script("server", "exec python3 -c \"$SERVER\" \"$1\" '" + file + "'\n");
  environment_.emplace_back("SERVER",
                            "import socket, sys\n"
                            "s = socket.create_server(('127.0.0.1', int(sys.argv[1])))\n"
                            "while True:\n"
                            "    c = s.accept()[0]\n"
                            "    c.recv(65536)\n"
                            "    c.sendall(open(sys.argv[2], 'rb').read())\n"
                            "    c.close()\n");
  const Ended ended = check({"--workers", "1"}, {server, "{port}"});
  EXPECT_EQ(ended.code, 0) << ended.output;
  EXPECT_EQ(bytes_of(record_file()), valid_utf8(bytes_of(record_file())));
  EXPECT_EQ(fates_of(only_record()), "1 served");
}

TEST_F(CheckHostileTest, PortThatIsTakenIsToldBeforeTheServerStarts) {
  namespace asio = boost::asio;
  asio::io_context context;
  const asio::ip::tcp::acceptor taken(context, {asio::ip::make_address("127.0.0.1"), 0});
  const std::string port = std::to_string(taken.local_endpoint().port());
  const std::string server = write_script("server", "touch started\n");
  const Ended ended = check({"--port", port}, {server});
  EXPECT_EQ(ended.code, 125) << ended.output;
  EXPECT_TRUE(says(ended.output, "port " + port));
  EXPECT_TRUE(says(ended.output, "already taken"));
  EXPECT_FALSE(std::filesystem::exists(folder() + "/started"));
  EXPECT_EQ(only_record().verdict.status, Status::undecided);
}

TEST_F(CheckHostileTest, ServerThatTakesAnotherPortThanItWasTold) {
  const std::string program = stranger().front();
  const Ended ended =
      check({"--deadline", "1"}, {"/bin/sh", "-c", "exec \"$0\" --port 0 --workers 2", program, "{port}"});
  EXPECT_EQ(ended.code, 125) << ended.output;
  EXPECT_TRUE(says(ended.output, "refused"));
}

}  // namespace
}  // namespace winerror87::tests
