#include "harness/cli/selection.hpp"

#include "harness/catalog/catalog.hpp"
#include "harness/launch/data_folders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace winerror87 {
namespace {

bool is_case_file(const std::string& word) {
  if (word.ends_with(".toml")) return true;
  if (word.find('/') == std::string::npos) return false;
  std::error_code error;
  if (std::filesystem::is_regular_file(word, error)) return true;
  return word.find_first_of("*?=") == std::string::npos;  // CASE/factor=level,... holds a "/" too
}

Result<Question> load_question(const std::filesystem::path& file, bool whole) {
  auto asked = load_case(file);
  if (!asked) return asked.error();
  const std::filesystem::path of_subject = subject_file(*asked);
  std::error_code error;
  if (!std::filesystem::exists(of_subject, error)) {
    return usage_error(fmt::format("{}: there is no subject \"{}\": no file {}.", to_string(asked->subject_place),
                                   asked->subject, of_subject.string()));
  }
  auto subject = load_subject(of_subject);
  if (!subject) return subject.error();
  return Question{std::move(*asked), std::move(*subject), whole};
}

}  // namespace

Result<Selection> select(const std::vector<std::string>& words, bool every) {
  Selection selection;
  std::vector<std::filesystem::path> files;
  for (const std::string& word : words) {
    if (is_case_file(word))
      files.emplace_back(word);
    else
      selection.patterns.push_back(word);
  }
  selection.from_files = !files.empty();
  const bool only_defaults = files.empty() && selection.patterns.empty() && !every;
  if (files.empty()) {
    auto found = case_files(default_cases());
    if (!found) return found.error();
    files = std::move(*found);
  }
  std::set<std::string> names;
  for (const auto& file : files) {
    auto question = load_question(file, selection.patterns.empty());
    if (!question) return question.error();
    if (only_defaults && !question->asked.is_default) continue;
    if (!names.insert(question->asked.name).second) {
      return usage_error(fmt::format("{}: a second case is called \"{}\"; names of cells would not be unique.",
                                     file.string(), question->asked.name));
    }
    selection.questions.push_back(std::move(*question));
  }
  // Real programs come last: what is quick is shown first.
  std::stable_sort(selection.questions.begin(), selection.questions.end(), [](const Question& a, const Question& b) {
    return a.subject.obtain.has_value() < b.subject.obtain.has_value();
  });
  return selection;
}

Result<Machine> look_at_machine() {
  Machine machine;
  machine.host.platforms = {Platform::posix, Platform::wine};
  auto wine = find_wine();
  if (wine)
    machine.wine = std::move(*wine);
  else if (wine.error().exit != ExitCode::cannot_judge)
    return wine.error();  // interrupted
  else
    machine.host.lacking[Platform::wine] = wine.error().message;
  return machine;
}

}  // namespace winerror87
