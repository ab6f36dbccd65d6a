#pragma once

#include "harness/model/error.hpp"
#include "harness/record/record_file.hpp"

#include <string>

namespace winerror87 {

// The file of --record, or records/RUN.jsonl in the cache folder if none was given.
Result<RecordFile> open_records(const std::string& asked, const std::string& run);

}  // namespace winerror87
