#include "harness/record/record_file.hpp"

#include "harness/platform/append_file.hpp"
#include "harness/record/json.hpp"

#include <fmt/format.h>

#include <fstream>
#include <utility>

namespace winerror87 {

RecordFile::RecordFile(RecordFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

RecordFile& RecordFile::operator=(RecordFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(descriptor_, other.descriptor_);
  return *this;
}

RecordFile::~RecordFile() {
  if (descriptor_ >= 0) close_appended(descriptor_);
}

Result<RecordFile> RecordFile::open(const std::filesystem::path& file) {
  std::error_code error;
  if (file.has_parent_path()) std::filesystem::create_directories(file.parent_path(), error);
  const auto descriptor = open_for_appending(file);
  if (!descriptor) {
    return usage_error(fmt::format("The record file {} cannot be written: {}. Give another with --record.",
                                   file.string(), descriptor.error().message));
  }
  RecordFile opened(file, *descriptor);
  std::ifstream old(file, std::ios::binary);
  const bool empty = old.seekg(0, std::ios::end).tellg() == 0;
  char last = '\n';
  if (!empty) old.seekg(-1, std::ios::end).get(last);
  if (last != '\n') {
    if (auto ended = append_bytes(opened.descriptor_, "\n"); !ended) return ended.error();
  }
  return opened;
}

Result<void> RecordFile::append(const Record& record) {
  auto written = append_bytes(descriptor_, to_json(record) + '\n');
  if (written) return {};
  return machine_error(fmt::format("The record of {} cannot be written to {}: {}. Records before it are safe.",
                                   record.cell, path_.string(), written.error().message));
}

Result<ReadRecords> read_records(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const auto unreadable = [&] { return usage_error(fmt::format("The record file {} cannot be read.", file.string())); };
  if (!stream) return unreadable();
  ReadRecords read;
  std::string line;
  for (int number = 1; std::getline(stream, line); ++number) {
    if (line.empty()) continue;
    const bool torn = stream.eof();  // no line end: its writer was killed in the middle
    auto record = record_from_json(line);
    if (record)
      read.records.push_back(std::move(*record));
    else if (torn)
      read.notes.push_back(fmt::format("{}:{}: the last line is torn and was left out.", file.string(), number));
    else
      read.problems.push_back(fmt::format("{}:{}: {}", file.string(), number, record.error().message));
  }
  if (stream.bad()) return unreadable();  // a folder, for one, is opened like a file
  return read;
}

}  // namespace winerror87
