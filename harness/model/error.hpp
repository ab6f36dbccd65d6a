#pragma once

#include "harness/model/exit_code.hpp"

#include <boost/system/result.hpp>

#include <stdexcept>
#include <string>
#include <utility>

namespace winerror87 {

// An error that a person will read: `message` says what is wrong and what to do next; `exit` is what the program ends
// with if nobody handles it.
struct Error {
  ExitCode exit = ExitCode::cannot_judge;
  std::string message;
};

inline Error usage_error(std::string message) {
  return {ExitCode::usage, std::move(message)};
}
inline Error machine_error(std::string message) {
  return {ExitCode::cannot_judge, std::move(message)};
}

template <class T>
using Result = boost::system::result<T, Error>;

// Asked for by boost::system::result when value() is called on an error, which is a bug of ours.
[[noreturn]] inline void throw_exception_from_error(const Error& error, const boost::source_location&) {
  throw std::logic_error(error.message);
}

}  // namespace winerror87
