#include "harness/testing/program_fixture.hpp"

#include "harness/model/exit_code.hpp"
#include "harness/platform/own_program.hpp"
#include "harness/platform/system_name.hpp"
#include "harness/record/record_file.hpp"

#include <filesystem>
#include <random>
#include <set>

namespace winerror87::tests {
namespace {

// The bound that the issue sets for the end of a tree whose harness was killed.
constexpr auto soon = std::chrono::seconds(2);

std::string described(const std::vector<MarkedProcess>& processes) {
  std::string text;
  for (const MarkedProcess& process : processes) {
    text += " " + process.name + " (pid " + std::to_string(process.pid) + ", " + process.state + ")";
  }
  return text;
}

void expect_documented(const Ended& ended) {
  static const std::set<int> documented{0, 1, 125, 128, 129, 130, 143};
  EXPECT_FALSE(ended.by_signal) << "ended by signal " << ended.code - 128 << ":\n" << ended.output;
  EXPECT_TRUE(documented.contains(ended.code)) << "exit code " << ended.code << ":\n" << ended.output;
  // The program decides what a terminal gets to see, never a subject.
  EXPECT_EQ(ended.output.find('\033'), std::string::npos) << ended.output;
}

}  // namespace

::testing::AssertionResult says(const std::string& text, std::string_view words) {
  if (text.find(words) != std::string::npos) return ::testing::AssertionSuccess();
  return ::testing::AssertionFailure() << "\"" << words << "\" is not in:\n" << text;
}

std::string fates_of(const Record& record) {
  std::string text;
  for (const FateCounts& counts : record.observation.counts()) {
    if (!text.empty()) text += " | ";
    text += to_string(counts);
  }
  return text;
}

Words stranger(const Words& faults) {
  const auto program = own_folder() / "fixtures" / "fixture_stranger";
  Words words{program.string(), "--port", "{port}", "--workers", "{workers}"};
  words.insert(words.end(), faults.begin(), faults.end());
  return words;
}

std::string test_data(std::string_view name) {
  return (std::filesystem::path(WINERROR87_TESTING_FOLDER) / "testdata" / name).string();
}

ProgramTest::ProgramTest() : mark_(std::to_string(own_pid()) + "-" + std::to_string(std::random_device{}())) {
  environment_ = {{"WINERROR87_TEST_MARK", mark_},
                  {"WINERROR87_CACHE", (folder_.path() / "cache").string()},
                  // A program that is killed leaves its temporary files.
                  {"TMPDIR", folder_.path().string()},
                  // Nothing of a test may outlive it, whatever the tests around it asked for.
                  {"WINERROR87_WINE_LINGER", "0"}};
}

void ProgramTest::TearDown() {
  expect_nothing_left();
  for (const MarkedProcess& process : left()) send_signal(process.pid, SIGKILL);
}

std::unique_ptr<StartedProgram> ProgramTest::start_program(Words words) {
  const auto output = folder_.path() / ("output-" + std::to_string(++outputs_));
  return std::make_unique<StartedProgram>(StartedProgram::How{std::move(words), environment_, folder(), output});
}

std::unique_ptr<StartedProgram> ProgramTest::start(const Words& arguments) {
  Words words{(own_folder() / "winerror87").string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  return start_program(std::move(words));
}

Ended ProgramTest::run(const Words& arguments) {
  Ended ended = start(arguments)->wait();
  expect_documented(ended);
  expect_nothing_left();
  return ended;
}

Words ProgramTest::check_words(const Words& options, const std::string& record, const Words& command) {
  Words words{"check", "--record", record};
  words.insert(words.end(), options.begin(), options.end());
  words.emplace_back("--");
  words.insert(words.end(), command.begin(), command.end());
  return words;
}

Ended ProgramTest::check(const Words& options, const Words& command) {
  return run(check_words(options, record_file(), command));
}

std::vector<Record> ProgramTest::records() const {
  auto read = read_records(record_file());
  if (!read) {
    ADD_FAILURE() << read.error().message;
    return {};
  }
  for (const std::string& problem : read->problems) ADD_FAILURE() << problem;
  for (const std::string& note : read->notes) ADD_FAILURE() << note;
  return std::move(read->records);
}

Record ProgramTest::only_record() const {
  std::vector<Record> all = records();
  EXPECT_EQ(all.size(), 1u);
  return all.empty() ? Record{} : std::move(all.front());
}

std::vector<WorkerFate> ProgramTest::only_workers() const {
  const Record record = only_record();
  return record.observation.generations.empty() ? std::vector<WorkerFate>{} : record.observation.generations.front();
}

std::string ProgramTest::write_script(std::string_view name, std::string_view lines) const {
  const auto file = folder_.write(name, "#!/bin/sh\n" + std::string(lines));
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  return file.string();
}

void ProgramTest::expect_nothing_left() const {
  const auto processes = left();
  EXPECT_TRUE(processes.empty()) << "left:" << described(processes);
}

void ProgramTest::expect_all_gone_soon() const {
  EXPECT_TRUE(wait_until([this] { return left().empty(); }, soon)) << "left after 2 s:" << described(left());
}

}  // namespace winerror87::tests
