#pragma once

#include "harness/model/error.hpp"
#include "harness/record/record.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace winerror87 {

// A file of records, JSON Lines, that is only ever appended to.
class RecordFile {
 public:
  // Makes the file and its folder if need be, so that a bad path fails before anything runs. A torn last line, left by
  // a writer that was killed, is ended, so that what is appended stays readable.
  static Result<RecordFile> open(const std::filesystem::path& file);

  RecordFile(RecordFile&& other) noexcept;
  RecordFile& operator=(RecordFile&& other) noexcept;
  ~RecordFile();

  // The whole line is with the system when this returns; other processes may append to the same file.
  Result<void> append(const Record& record);
  const std::filesystem::path& path() const { return path_; }

 private:
  RecordFile(std::filesystem::path path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}
  std::filesystem::path path_;
  int descriptor_ = -1;
};

struct ReadRecords {
  std::vector<Record> records;
  std::vector<std::string> notes;     // a torn last line that was dropped
  std::vector<std::string> problems;  // "file:line: ..." of each line that could not be read
};

Result<ReadRecords> read_records(const std::filesystem::path& file);

}  // namespace winerror87
