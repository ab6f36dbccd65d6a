#include "harness/record/json.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <boost/json/value_to.hpp>
#include <boost/system/system_error.hpp>
#include <fmt/format.h>

#include <cmath>
#include <cstdint>

namespace winerror87 {
namespace {

namespace json = boost::json;

// ---- writing

json::string text(std::string_view bytes) {
  return json::string(valid_utf8(bytes));
}

json::array texts(const std::vector<std::string>& lines) {
  json::array all;
  for (const std::string& line : lines) all.push_back(text(line));
  return all;
}

template <class Number>
json::value optional_number(const std::optional<Number>& number) {
  return number ? json::value(static_cast<std::int64_t>(*number)) : json::value(nullptr);
}

json::object factors_of(const Factors& factors) {
  json::object object;
  for (const auto& [name, level] : factors) {
    if (level.is_number)
      object[text(name)] = std::stoll(level.text);
    else
      object[text(name)] = text(level.text);
  }
  return object;
}

json::array counts_of(const std::vector<FateCounts>& generations) {
  json::array all;
  for (const FateCounts& counts : generations) {
    json::object object;
    for (Fate fate : all_fates) object[to_string(fate)] = counts[fate];
    all.push_back(std::move(object));
  }
  return all;
}

json::object worker_of(const WorkerFate& worker) {
  return {{"generation", worker.generation},    {"ordinal", optional_number(worker.ordinal)},
          {"pid", optional_number(worker.pid)}, {"windows_pid", optional_number(worker.windows_pid)},
          {"fate", to_string(worker.fate)},     {"detail", text(worker.detail)},
          {"recovered", worker.recovered},      {"attributed", worker.attributed},
          {"evidence", texts(worker.evidence)}};
}

json::object event_of(const TrialEvent& event) {
  return {{"ms", std::round(event.milliseconds * 10) / 10},
          {"worker", optional_number(event.worker)},
          {"what", text(event.what)},
          {"generation", event.generation},
          {"detail", text(event.detail)}};
}

json::object smoke_of(const SmokeAnswer& smoke) {
  return {{"path", text(smoke.path)}, {"status", smoke.status}, {"problem", text(smoke.problem)}};
}

json::object command_of(const Command& command) {
  json::array words{text(command.program)};
  for (const std::string& argument : command.arguments) words.push_back(text(argument));
  json::object environment;
  for (const auto& [name, value] : command.environment) environment[text(name)] = text(value);
  return {{"argv", std::move(words)},
          {"environment", std::move(environment)},
          {"without", texts(command.without)},
          {"folder", text(command.folder)}};
}

// ---- reading: a field that is missing or of another kind throws, which record_from_json turns into an error

std::string string_at(const json::object& object, std::string_view key) {
  return json::value_to<std::string>(object.at(key));
}

int int_at(const json::object& object, std::string_view key) {
  return object.at(key).to_number<int>();
}

template <class Number>
std::optional<Number> optional_at(const json::object& object, std::string_view key) {
  const json::value& value = object.at(key);
  if (value.is_null()) return std::nullopt;
  return value.to_number<Number>();
}

std::vector<std::string> strings_at(const json::object& object, std::string_view key) {
  return json::value_to<std::vector<std::string>>(object.at(key));
}

std::vector<FateCounts> counts_at(const json::object& object, std::string_view key) {
  std::vector<FateCounts> all;
  for (const json::value& generation : object.at(key).as_array()) {
    FateCounts counts;
    for (Fate fate : all_fates) counts[fate] = int_at(generation.as_object(), to_string(fate));
    all.push_back(counts);
  }
  return all;
}

template <class Value>
Value known(const std::optional<Value>& value, std::string_view what) {
  if (!value) throw std::runtime_error(fmt::format("unknown {}", what));
  return *value;
}

WorkerFate worker_from(const json::object& object) {
  WorkerFate worker;
  worker.generation = int_at(object, "generation");
  worker.ordinal = optional_at<int>(object, "ordinal");
  worker.pid = optional_at<long>(object, "pid");
  worker.windows_pid = optional_at<long>(object, "windows_pid");
  worker.fate = known(fate_from(string_at(object, "fate")), "fate");
  worker.detail = string_at(object, "detail");
  worker.recovered = object.at("recovered").as_bool();
  worker.attributed = object.at("attributed").as_bool();
  worker.evidence = strings_at(object, "evidence");
  return worker;
}

Observation observation_from(const json::object& object) {
  Observation observation;
  observation.generations.resize(object.at("observed").as_array().size());
  for (const json::value& item : object.at("workers").as_array()) {
    WorkerFate worker = worker_from(item.as_object());
    const auto generation = static_cast<std::size_t>(worker.generation);
    if (generation < 1 || generation > observation.generations.size()) throw std::runtime_error("unknown generation");
    observation.generations[generation - 1].push_back(std::move(worker));
  }
  for (const json::value& item : object.at("events").as_array()) {
    const json::object& event = item.as_object();
    observation.events.push_back({event.at("ms").to_number<double>(), optional_at<int>(event, "worker"),
                                  string_at(event, "what"), int_at(event, "generation"), string_at(event, "detail")});
  }
  for (const json::value& item : object.at("smoke").as_array()) {
    const json::object& smoke = item.as_object();
    observation.smoke.push_back({string_at(smoke, "path"), int_at(smoke, "status"), string_at(smoke, "problem")});
  }
  observation.doubts = strings_at(object, "doubts");
  observation.last_lines = strings_at(object, "last_lines");
  observation.ending = string_at(object, "ending");
  observation.seconds = object.at("seconds").to_number<double>();
  return observation;
}

Command command_from(const json::object& object) {
  Command command;
  std::vector<std::string> words = strings_at(object, "argv");
  if (!words.empty()) {
    command.program = words.front();
    command.arguments.assign(words.begin() + 1, words.end());
  }
  for (const auto& [name, value] : object.at("environment").as_object()) {
    command.environment.emplace_back(std::string(name), json::value_to<std::string>(value));
  }
  command.without = strings_at(object, "without");
  command.folder = string_at(object, "folder");
  return command;
}

Record record_from(const json::object& object) {
  if (string_at(object, "schema") != record_schema) throw std::runtime_error("the schema is not winerror87.trial");
  if (int_at(object, "version") != record_version) {
    throw std::runtime_error(fmt::format("version {} is not known here (this program writes {})",
                                         int_at(object, "version"), record_version));
  }
  Record record;
  record.run = string_at(object, "run");
  record.repeat = int_at(object, "repeat");
  record.started = string_at(object, "started");
  record.cell = string_at(object, "cell");
  for (const auto& [name, value] : object.at("factors").as_object()) {
    const bool number = value.is_int64();
    record.factors.set(std::string(name),
                       {number ? std::to_string(value.as_int64()) : json::value_to<std::string>(value), number});
  }
  const json::object& platform = object.at("platform").as_object();
  record.platform = known(platform_from(string_at(platform, "name")), "platform");
  record.system = string_at(platform, "system");
  record.wine = string_at(platform, "wine");
  record.subject = string_at(object, "subject");
  record.simulated = object.at("simulated").as_bool();
  record.expected = counts_at(object, "expected");
  record.expectation = string_at(object, "expectation");
  record.observation = observation_from(object);
  record.verdict = {known(status_from(string_at(object, "status")), "status"), string_at(object, "reason")};
  record.rerun = string_at(object, "rerun");
  record.command = command_from(object.at("command").as_object());
  return record;
}

}  // namespace

std::string to_json(const Record& record) {
  json::array workers, events, smoke;
  for (const auto& generation : record.observation.generations) {
    for (const WorkerFate& worker : generation) workers.push_back(worker_of(worker));
  }
  for (const TrialEvent& event : record.observation.events) events.push_back(event_of(event));
  for (const SmokeAnswer& answer : record.observation.smoke) smoke.push_back(smoke_of(answer));
  const json::object object{
      {"schema", record_schema},
      {"version", record_version},
      {"run", text(record.run)},
      {"repeat", record.repeat},
      {"started", text(record.started)},
      {"cell", text(record.cell)},
      {"factors", factors_of(record.factors)},
      {"platform",
       {{"name", to_string(record.platform)}, {"system", text(record.system)}, {"wine", text(record.wine)}}},
      {"subject", text(record.subject)},
      {"simulated", record.simulated},
      {"expected", counts_of(record.expected)},
      {"expectation", text(record.expectation)},
      {"observed", counts_of(record.observation.counts())},
      {"status", to_string(record.verdict.status)},
      {"reason", text(record.verdict.reason)},
      {"seconds", std::round(record.observation.seconds * 10000) / 10000},
      {"ending", text(record.observation.ending)},
      {"doubts", texts(record.observation.doubts)},
      {"workers", std::move(workers)},
      {"events", std::move(events)},
      {"smoke", std::move(smoke)},
      {"last_lines", texts(record.observation.last_lines)},
      {"rerun", text(record.rerun)},
      {"command", command_of(record.command)}};
  return json::serialize(object);
}

Result<Record> record_from_json(std::string_view line) {
  try {
    const json::value value = json::parse(line);
    return record_from(value.as_object());
  } catch (const boost::system::system_error& error) {
    // Its what() would name a line of Boost in the folder where we were built.
    return usage_error(fmt::format("not a record: {}", error.code().message()));
  } catch (const std::exception& error) {
    return usage_error(fmt::format("not a record: {}", error.what()));
  }
}

std::string valid_utf8(std::string_view bytes) {
  // Well-formed sequences: Unicode 15, table 3-7.
  std::string valid;
  valid.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size();) {
    const auto byte = [&](std::size_t at) { return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0u; };
    const unsigned first = byte(i);
    const auto follows = [&](std::size_t at, unsigned low = 0x80, unsigned high = 0xBF) {
      return byte(at) >= low && byte(at) <= high;
    };
    std::size_t length = 0;
    if (first < 0x80)
      length = 1;
    else if (first >= 0xC2 && first <= 0xDF && follows(i + 1))
      length = 2;
    else if (first >= 0xE0 && first <= 0xEF &&
             follows(i + 1, first == 0xE0 ? 0xA0 : 0x80, first == 0xED ? 0x9F : 0xBF) && follows(i + 2))
      length = 3;
    else if (first >= 0xF0 && first <= 0xF4 &&
             follows(i + 1, first == 0xF0 ? 0x90 : 0x80, first == 0xF4 ? 0x8F : 0xBF) && follows(i + 2) &&
             follows(i + 3))
      length = 4;
    if (length == 0) {
      valid += "\xEF\xBF\xBD";
      ++i;
    } else {
      valid += bytes.substr(i, length);
      i += length;
    }
  }
  return valid;
}

}  // namespace winerror87
