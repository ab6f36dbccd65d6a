#include "harness/observe/identity.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <charconv>

namespace winerror87 {
namespace {

namespace json = boost::json;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\n";
  const std::size_t begin = text.find_first_not_of(blank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

std::optional<long> number_in(std::string_view text) {
  long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

void set_pid(WorkerName& name, long pid, bool windows) {
  (windows ? name.windows_pid : name.pid) = pid;
}

std::optional<long> member(const json::object& object, std::string_view key) {
  const json::value* found = object.if_contains(key);
  return found && found->is_int64() ? std::optional<long>(found->as_int64()) : std::nullopt;
}

// A word that is a number is a pid; any other word names the worker as it is.
AnsweringWorker named_by_word(std::string_view word, bool windows) {
  AnsweringWorker worker;
  if (const auto pid = number_in(word)) {
    set_pid(worker.name, *pid, windows);
  } else {
    worker.name.id = word;
  }
  return worker;
}

AnsweringWorker named_by_body(std::string_view body, const Questions& questions) {
  AnsweringWorker worker;
  boost::system::error_code error;
  const json::value parsed = json::parse(body, error);
  if (error || !parsed.is_object()) {
    const auto pid = number_in(body);
    return pid ? named_by_word(body, questions.windows_pids) : worker;
  }
  const json::object& object = parsed.as_object();
  if (const auto pid = member(object, "pid")) set_pid(worker.name, *pid, questions.windows_pids);
  if (questions.identify == Identify::announce) {
    if (const auto ordinal = member(object, "worker")) worker.name.ordinal = static_cast<int>(*ordinal);
    if (const auto generation = member(object, "generation")) worker.generation = static_cast<int>(*generation);
  }
  return worker;
}

}  // namespace

AnsweringWorker worker_named_by(const Answer& answer, const Questions& questions) {
  switch (questions.identify) {
    case Identify::isolation:
      return {};
    case Identify::header:
      return named_by_word(trimmed(answer.header), questions.windows_pids);
    case Identify::announce:
    case Identify::body:
      return named_by_body(trimmed(answer.body), questions);
  }
  return {};
}

}  // namespace winerror87
