#include "harness/cli/default_record.hpp"

#include "harness/platform/cache_folder.hpp"

namespace winerror87 {

Result<RecordFile> open_records(const std::string& asked, const std::string& run) {
  if (!asked.empty()) return RecordFile::open(asked);
  const auto cache = cache_folder();
  if (!cache) return cache.error();
  return RecordFile::open(*cache / "records" / (run + ".jsonl"));
}

}  // namespace winerror87
