#include "harness/launch/subject_command.hpp"

#include "harness/launch/data_folders.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace winerror87 {
namespace {

Placeholders placeholders(const Factors& factors, const Surroundings& around, bool as_windows_paths) {
  const auto path = [&](const std::filesystem::path& p) {
    if (p.empty()) return std::string();
    return as_windows_paths ? windows_path(p) : p.string();
  };
  Placeholders values{{"fixtures", path(fixture_programs())},
                      {"sources", path(fixture_sources())},
                      {"exe", around.platform == Platform::posix ? "" : ".exe"},
                      {"watch", path(around.watch_file)},
                      {"python", path(around.python)},
                      {"packages", path(around.packages)}};
  if (around.port) values.emplace_back("port", std::to_string(*around.port));
  for (const auto& [name, level] : factors) values.emplace_back(name, level.text);
  return values;
}

// Looks at what the subject file says, not at what was filled in: a folder's name may hold braces.
Result<void> all_are_known(const Subject& subject, const Placeholders& values) {
  Placeholders nothing = values;
  for (auto& [name, value] : nothing) value.clear();
  std::vector<std::string> all = subject.command;
  for (const auto& [name, value] : subject.environment) all.push_back(value);
  for (const std::string& word : all) {
    const std::string left = placeholder_left_in(filled_in(word, nothing));
    if (!left.empty())
      return usage_error(fmt::format("{}: nothing is known to put in place of {}.", subject.place.file, left));
  }
  return {};
}

}  // namespace

Result<Command> subject_command(const Subject& subject, const Factors& factors, const Surroundings& around,
                                const Wine* wine) {
  const bool translated = around.platform == Platform::wine;
  const Placeholders of_program = placeholders(factors, around, false);  // the loader takes a path of this machine
  const Placeholders of_arguments = placeholders(factors, around, translated);
  if (auto known = all_are_known(subject, of_program); !known) return known.error();
  Command command;
  command.program = filled_in(subject.command.front(), of_program);
  for (std::size_t i = 1; i < subject.command.size(); ++i)
    command.arguments.push_back(filled_in(subject.command[i], of_arguments));
  for (const auto& [name, value] : subject.environment)
    command.environment.emplace_back(name, filled_in(value, of_arguments));
  command.without = subject.without;
  return wine && translated ? through_wine(command, *wine) : command;
}

bool wants_port(const Subject& subject) {
  return std::any_of(subject.command.begin(), subject.command.end(),
                     [](const std::string& word) { return word.find("{port}") != std::string::npos; });
}

}  // namespace winerror87
