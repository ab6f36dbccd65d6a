#pragma once

#include "harness/record/record.hpp"
#include "harness/testing/started_program.hpp"

#include <gtest/gtest.h>

#include "tools/testing/scratch_folder.hpp"
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace winerror87::tests {

using Words = std::vector<std::string>;

// Whether `text` holds `words`; if not, the test shows all of it.
::testing::AssertionResult says(const std::string& text, std::string_view words);

// "1 served, 1 error-87", generations apart with " | ".
std::string fates_of(const Record& record);

// A command of fixture_stranger for `check`, with faults.
Words stranger(const Words& faults = {});

// The path of a file in testdata/ beside the tests.
std::string test_data(std::string_view name);

// A test of the real program, with a folder, a cache and a file of records of its own. Whatever the program starts is
// marked; what is still there at the end fails the test, and is killed.
class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest();
  void TearDown() override;

  std::unique_ptr<StartedProgram> start(const Words& arguments);
  std::unique_ptr<StartedProgram> start_program(Words words);  // another one than ours
  // Runs our program to its end. Its exit code must be one of those that it documents, and nothing may be left.
  Ended run(const Words& arguments);
  // `check OPTIONS --record FILE -- COMMAND`
  Ended check(const Words& options, const Words& command);
  static Words check_words(const Words& options, const std::string& record, const Words& command);

  std::vector<Record> records() const;  // of record_file(); each line must be one
  Record only_record() const;
  std::vector<WorkerFate> only_workers() const;  // of the first generation of only_record()
  std::string record_file() const { return (folder_.path() / "records.jsonl").string(); }
  std::string folder() const { return folder_.path().string(); }
  std::string write(std::string_view name, std::string_view bytes) const { return folder_.write(name, bytes).string(); }
  // A file that can be started: a script for /bin/sh.
  std::string write_script(std::string_view name, std::string_view lines) const;

  std::vector<MarkedProcess> left() const { return processes_marked(mark_); }
  void expect_nothing_left() const;
  // For use after SIGKILL: nothing is left within 2 s.
  void expect_all_gone_soon() const;

  // What a program that is started gets besides our own environment; a later entry of the same name counts.
  std::vector<std::pair<std::string, std::string>> environment_;

 private:
  ScratchFolder folder_;
  std::string mark_;
  int outputs_ = 0;
};

}  // namespace winerror87::tests
