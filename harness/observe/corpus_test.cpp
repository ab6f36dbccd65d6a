// Every log in testdata/ goes through the scanner; what must be found is in the .expect file beside it
// (testdata/README.md).
#include "harness/observe/lines.hpp"
#include "harness/observe/signature.hpp"

#include <gtest/gtest.h>

#include "tools/testing/scratch_folder.hpp"
#include <algorithm>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

namespace winerror87 {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;
using Found = std::vector<std::string>;  // "87 _register_with_iocp", in the order in which they are completed

const fs::path folder = fs::path(WINERROR87_HARNESS_FOLDER) / "observe" / "testdata";
constexpr std::string_view extension = ".expect";

struct Log {
  std::string name;
  std::string bytes;
  Found expected;
  bool alone = false;  // it says what it says only if no other traceback comes between its lines
};

// Fails the test on anything that testdata/README.md does not allow.
void read_expectation(const fs::path& file, Log& log) {
  std::istringstream text(tests::bytes_of(file));
  bool none = false;
  bool described = false;
  for (std::string line; std::getline(text, line);) {
    const std::size_t colon = line.find(": ");
    const std::string key = line.substr(0, colon);
    const std::string value = colon == std::string::npos ? "" : line.substr(colon + 2);
    EXPECT_FALSE(value.empty()) << file << ": \"" << line << "\"";
    if (key == "signature")
      log.expected.push_back(value);
    else if (key == "signatures" && value == "none")
      none = true;
    else if (key == "alone")
      log.alone = true;
    else if (key == "what")
      described = true;
    else
      ADD_FAILURE() << file << ": \"" << line << "\" says nothing that is known";
  }
  EXPECT_TRUE(described) << file << " does not say what the log is";
  EXPECT_EQ(none, log.expected.empty()) << file << " must name signatures, or none";
}

std::vector<Log> read_corpus() {
  std::vector<Log> logs;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const fs::path& path = entry.path();
    if (path.extension() != ".log") continue;
    Log log;
    log.name = path.stem().string();
    log.bytes = tests::bytes_of(path);
    read_expectation(folder / (log.name + std::string(extension)), log);
    logs.push_back(std::move(log));
  }
  std::sort(logs.begin(), logs.end(), [](const Log& a, const Log& b) { return a.name < b.name; });
  return logs;
}

const std::vector<Log>& corpus() {
  static const std::vector<Log> logs = read_corpus();
  return logs;
}

std::string brief(const Signature& signature) {
  return std::to_string(signature.code) + " " + signature.call;
}

Lines lines_of(std::string_view bytes, std::size_t piece) {
  Lines lines;
  const auto sink = [&](std::string_view line) { lines.emplace_back(line); };
  LineSplitter splitter;
  for (std::size_t at = 0; at < bytes.size(); at += piece) splitter.feed(bytes.substr(at, piece), sink);
  splitter.finish(sink);
  return lines;
}

Lines lines_of(const Log& log) {
  return lines_of(log.bytes, std::max<std::size_t>(1, log.bytes.size()));
}

std::vector<Signature> scan(const Lines& lines) {
  const auto scanner = registration_failures();
  std::vector<Signature> found;
  for (const std::string& line : lines) {
    if (auto signature = scanner->line(line)) found.push_back(std::move(*signature));
  }
  return found;
}

Found found_in(const Lines& lines) {
  Found found;
  for (const Signature& signature : scan(lines)) found.push_back(brief(signature));
  return found;
}

// `block` lines of one, then of the other, until both are at their end.
Lines interleaved(const Lines& one, const Lines& other, std::size_t block) {
  Lines all;
  for (std::size_t at = 0; at < std::max(one.size(), other.size()); at += block) {
    for (const Lines* lines : {&one, &other}) {
      for (std::size_t i = at; i < std::min(at + block, lines->size()); ++i) all.push_back((*lines)[i]);
    }
  }
  return all;
}

Found sorted(Found found) {
  std::sort(found.begin(), found.end());
  return found;
}

Found together(const Log& one, const Log& other) {
  Found all = one.expected;
  all.insert(all.end(), other.expected.begin(), other.expected.end());
  return sorted(all);
}

TEST(Corpus, IsLargeEnoughAndHasBothKinds) {
  std::size_t negatives = 0;
  std::size_t real = 0;
  for (const Log& log : corpus()) {
    negatives += log.expected.empty();
    real += !log.name.starts_with("made_");
  }
  EXPECT_GE(corpus().size(), 25u);
  EXPECT_GE(negatives, 10u);
  EXPECT_GE(real, 10u);
}

TEST(Corpus, HasALogForEachExpectation) {
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != extension) continue;
    EXPECT_TRUE(fs::exists(fs::path(entry.path()).replace_extension(".log"))) << entry.path();
  }
}

TEST(Corpus, EachLogHasTheSignaturesThatItShouldHave) {
  for (const Log& log : corpus()) EXPECT_EQ(found_in(lines_of(log)), log.expected) << log.name;
}

TEST(Corpus, EachLogHasThemInWhateverPiecesItComes) {
  for (const Log& log : corpus()) {
    for (const std::size_t piece : {std::size_t{1}, std::size_t{7}, std::size_t{1024}}) {
      EXPECT_EQ(lines_of(log.bytes, piece), lines_of(log)) << log.name << " in pieces of " << piece;
    }
  }
}

TEST(Corpus, TheEvidenceIsLinesOfTheLog) {
  for (const Log& log : corpus()) {
    const Lines lines = lines_of(log);
    for (const Signature& signature : scan(lines)) {
      ASSERT_FALSE(signature.evidence.empty()) << log.name;
      EXPECT_NE(signature.evidence.back().find(std::to_string(signature.code)), std::string::npos) << log.name;
      for (const std::string& line : signature.evidence) {
        EXPECT_NE(std::find(lines.begin(), lines.end(), line), lines.end()) << log.name << ": " << line;
      }
    }
  }
}

TEST(Corpus, TwoWorkersThatPrintTheSameAtTheSameTimeCountTwice) {
  for (const Log& log : corpus()) {
    if (log.alone) continue;
    const Lines lines = lines_of(log);
    for (const std::size_t block : {1u, 2u, 3u, 5u}) {
      EXPECT_EQ(sorted(found_in(interleaved(lines, lines, block))), together(log, log))
          << log.name << " in blocks of " << block;
    }
  }
}

TEST(Corpus, AnyTwoLogsAtTheSameTimeHaveTheSignaturesOfBoth) {
  for (const Log& one : corpus()) {
    for (const Log& other : corpus()) {
      if (one.alone || other.alone || &one == &other) continue;
      EXPECT_EQ(sorted(found_in(interleaved(lines_of(one), lines_of(other), 1))), together(one, other))
          << one.name << " with " << other.name;
    }
  }
}

TEST(Corpus, OneLogAfterAnotherHasTheSignaturesOfBoth) {
  for (const Log& log : corpus()) {
    if (log.alone) continue;
    Lines lines = lines_of(log);
    for (const Log& other : corpus()) {
      if (other.name != "uvicorn_0.17.6_py3.10_n4" && other.name != "made_os_kill") continue;
      Lines both = lines;
      for (const std::string& line : lines_of(other)) both.push_back(line);
      EXPECT_EQ(sorted(found_in(both)), together(log, other)) << log.name << ", then " << other.name;
    }
  }
}

}  // namespace
}  // namespace winerror87
