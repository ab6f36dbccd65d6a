#pragma once

#include "harness/model/error.hpp"
#include "harness/record/record.hpp"

#include <string>
#include <string_view>

namespace winerror87 {

// One line, without its end. Bytes of a subject that are no UTF-8 become U+FFFD: JSON is UTF-8 (RFC 8259, 8.1).
std::string to_json(const Record& record);

// Fails on a line that is no record, or of a version that this program does not know. The message has no place in it.
Result<Record> record_from_json(std::string_view line);

// `bytes` with everything that is no UTF-8 replaced by U+FFFD.
std::string valid_utf8(std::string_view bytes);

}  // namespace winerror87
