#include "harness/record/record_file.hpp"

#include "harness/record/json.hpp"

#include <gtest/gtest.h>

#include "tools/testing/scratch_folder.hpp"
#include <string>
#include <vector>

namespace winerror87 {
namespace {

using tests::ScratchFolder;

Record record_of(std::string cell) {
  Record record;
  record.cell = std::move(cell);
  return record;
}

void append_all(const std::filesystem::path& file, const std::vector<std::string>& cells) {
  auto records = RecordFile::open(file);
  ASSERT_TRUE(records) << records.error().message;
  EXPECT_EQ(records->path(), file);
  for (const std::string& cell : cells) {
    const auto written = records->append(record_of(cell));
    ASSERT_TRUE(written) << written.error().message;
  }
}

std::vector<std::string> cells(const ReadRecords& read) {
  std::vector<std::string> all;
  for (const Record& record : read.records) all.push_back(record.cell);
  return all;
}

using Cells = std::vector<std::string>;

TEST(RecordFile, MakesItsFolderAndIsAppendedTo) {
  const ScratchFolder folder;
  const auto file = folder.path() / "deep" / "er" / "records.jsonl";
  append_all(file, {"one", "two"});
  append_all(file, {"three"});
  const auto read = read_records(file);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(cells(*read), (Cells{"one", "two", "three"}));
  EXPECT_TRUE(read->notes.empty());
  EXPECT_TRUE(read->problems.empty());
  EXPECT_EQ(tests::bytes_of(file),
            to_json(record_of("one")) + "\n" + to_json(record_of("two")) + "\n" + to_json(record_of("three")) + "\n");
}

TEST(RecordFile, IsThereAsSoonAsItIsOpen) {
  const ScratchFolder folder;
  const auto file = folder.path() / "records.jsonl";
  append_all(file, {});
  const auto read = read_records(file);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_TRUE(read->records.empty());
}

TEST(RecordFile, TwoWritersOfOneFileLoseNothing) {
  const ScratchFolder folder;
  const auto file = folder.path() / "records.jsonl";
  auto one = RecordFile::open(file);
  auto other = RecordFile::open(file);
  ASSERT_TRUE(one && other);
  ASSERT_TRUE(one->append(record_of("one")));
  ASSERT_TRUE(other->append(record_of("other")));
  ASSERT_TRUE(one->append(record_of("again")));
  const auto read = read_records(file);
  ASSERT_TRUE(read);
  EXPECT_EQ(cells(*read), (Cells{"one", "other", "again"}));
}

TEST(RecordFile, KeepsItsFileWhenItIsMoved) {
  const ScratchFolder folder;
  auto first = RecordFile::open(folder.path() / "a.jsonl");
  auto second = RecordFile::open(folder.path() / "b.jsonl");
  ASSERT_TRUE(first && second);
  RecordFile moved(std::move(*first));
  ASSERT_TRUE(moved.append(record_of("a")));
  moved = std::move(*second);
  ASSERT_TRUE(moved.append(record_of("b")));
  EXPECT_EQ(cells(*read_records(folder.path() / "a.jsonl")), Cells{"a"});
  EXPECT_EQ(cells(*read_records(folder.path() / "b.jsonl")), Cells{"b"});
}

TEST(RecordFile, ThatCannotBeWrittenIsAnErrorBeforeAnythingRuns) {
  const ScratchFolder folder;
  folder.write("file", "");
  for (const auto& path : {folder.path() / "file" / "records.jsonl", folder.path()}) {
    const auto records = RecordFile::open(path);
    ASSERT_FALSE(records) << path;
    EXPECT_EQ(records.error().exit, ExitCode::usage);
    EXPECT_NE(records.error().message.find(path.string()), std::string::npos) << records.error().message;
    EXPECT_NE(records.error().message.find("--record"), std::string::npos) << records.error().message;
  }
}

TEST(RecordFile, ThatCannotTakeMoreIsAnErrorOfTheMachine) {
  // A device that is always full.
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "this system has no /dev/full";
  auto records = RecordFile::open("/dev/full");
  ASSERT_TRUE(records) << records.error().message;
  const auto written = records->append(record_of("one"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().exit, ExitCode::cannot_judge);
  EXPECT_NE(written.error().message.find("/dev/full"), std::string::npos) << written.error().message;
}

TEST(ReadRecords, DropsATornLastLineWithANote) {
  const ScratchFolder folder;
  const std::string whole = to_json(record_of("one"));
  const auto file = folder.write("records.jsonl", whole + "\n" + whole.substr(0, whole.size() / 2));
  const auto read = read_records(file);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(cells(*read), Cells{"one"});
  EXPECT_TRUE(read->problems.empty());
  ASSERT_EQ(read->notes.size(), 1u);
  EXPECT_TRUE(read->notes[0].starts_with(file.string() + ":2: ")) << read->notes[0];
}

TEST(ReadRecords, KeepsALastLineThatLacksItsEndOnly) {
  const ScratchFolder folder;
  const auto file = folder.write("records.jsonl", to_json(record_of("one")));
  const auto read = read_records(file);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(cells(*read), Cells{"one"});
  EXPECT_TRUE(read->notes.empty());
  append_all(file, {"two"});
  EXPECT_EQ(cells(*read_records(file)), (Cells{"one", "two"}));
}

TEST(ReadRecords, StaysReadableAfterATornLine) {
  const ScratchFolder folder;
  const std::string whole = to_json(record_of("one"));
  const auto file = folder.write("records.jsonl", whole + "\n" + whole.substr(0, whole.size() / 2));
  append_all(file, {"two", "three"});
  const auto read = read_records(file);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(cells(*read), (Cells{"one", "two", "three"}));
  ASSERT_EQ(read->problems.size(), 1u) << "the torn line is not hidden";
  EXPECT_TRUE(read->problems[0].starts_with(file.string() + ":2: ")) << read->problems[0];
}

TEST(ReadRecords, NamesTheLineThatIsCorrupt) {
  const ScratchFolder folder;
  const std::string whole = to_json(record_of("one")) + "\n";
  std::string newer = whole;
  newer.replace(newer.find("\"version\":1"), 11, "\"version\":9");
  const auto file = folder.write("records.jsonl", whole + "garbage \xFF\n" + "\n" + newer + whole);
  const auto read = read_records(file);
  ASSERT_TRUE(read) << read.error().message;
  EXPECT_EQ(cells(*read), (Cells{"one", "one"}));
  ASSERT_EQ(read->problems.size(), 2u);
  EXPECT_TRUE(read->problems[0].starts_with(file.string() + ":2: not a record")) << read->problems[0];
  EXPECT_TRUE(read->problems[1].starts_with(file.string() + ":4: ")) << read->problems[1];
  EXPECT_NE(read->problems[1].find("version 9"), std::string::npos) << read->problems[1];
}

TEST(ReadRecords, OfAFileThatCannotBeReadAreAnError) {
  const ScratchFolder folder;
  for (const auto& path : {folder.path() / "missing.jsonl", folder.path()}) {
    const auto read = read_records(path);
    ASSERT_FALSE(read) << path;
    EXPECT_EQ(read.error().exit, ExitCode::usage);
    EXPECT_NE(read.error().message.find(path.string()), std::string::npos) << read.error().message;
  }
}

}  // namespace
}  // namespace winerror87
