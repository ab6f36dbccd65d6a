#include "harness/catalog/catalog.hpp"
#include "harness/catalog/toml_reader.hpp"

#include <charconv>

namespace winerror87 {
namespace {

using namespace reading;

CountRule count_rule(const toml::node& node, const std::string& file, std::string_view fate) {
  if (const auto* number = node.as_integer()) {
    if (number->get() >= 0 && number->get() <= 10'000) return {false, static_cast<int>(number->get())};
  } else if (const auto* word = node.as_string()) {
    const std::string& rule = word->get();
    if (rule == "N") return {true, 0};
    int less = 0;
    const auto [end, error] =
        std::from_chars(rule.data() + std::min<std::size_t>(2, rule.size()), rule.data() + rule.size(), less);
    const bool whole = error == std::errc{} && end == rule.data() + rule.size();
    if (rule.starts_with("N-") && whole && less >= 0) return {true, -less};
  }
  fail(place_of(node, file),
       fmt::format("{} must be a count: a whole number, \"N\", or \"N-1\" (N: the workers that run).", fate));
}

FateRules fate_rules(const toml::node& node, const std::string& file) {
  FateRules rules;
  const toml::table& table = as_table(node, file, "a generation");
  for (const auto& [key, value] : table) {
    const auto fate = fate_from(key.str());
    if (!fate) {
      fail(place_of(key, file),
           fmt::format("unknown fate \"{}\". Fates: served, error-87, other-failure, silent.", key.str()));
    }
    rules[static_cast<std::size_t>(*fate)] = count_rule(value, file, key.str());
  }
  return rules;
}

ExpectationRule expectation(const toml::node& node, const std::string& file) {
  const toml::table& table = as_table(node, file, "an expectation");
  only_keys(table, file, {"when", "generations"});
  ExpectationRule rule;
  rule.place = place_of(table, file);
  if (const toml::node* when = table.get("when")) {
    for (const auto& [key, value] : as_table(*when, file, "when")) {
      rule.when.emplace_back(std::string(key.str()), levels(value, file, key.str()));
    }
  }
  const toml::node* generations = table.get("generations");
  const toml::array* list = generations ? generations->as_array() : nullptr;
  if (!list || list->empty()) {
    fail(rule.place, "an expectation needs \"generations\": an array with the counts of each generation.");
  }
  for (const toml::node& item : *list) rule.generations.push_back(fate_rules(item, file));
  return rule;
}

Factor factor(std::string_view name, const toml::node& node, const std::string& file) {
  Factor read{std::string(name), levels(node, file, name), place_of(node, file), {}};
  if (const auto* array = node.as_array()) {
    for (const toml::node& item : *array) read.level_places.push_back(place_of(item, file));
  } else {
    read.level_places.push_back(read.place);
  }
  return read;
}

std::vector<Platform> platforms(const toml::table& table, const std::string& file) {
  const toml::node* node = table.get("platforms");
  if (!node)
    fail(place_of(table, file), "the key \"platforms\" is missing: an array of \"wine\", \"windows\", \"posix\".");
  std::vector<Platform> all;
  for (const std::string& word : texts(*node, file, "platforms")) {
    const auto platform = platform_from(word);
    if (!platform)
      fail(place_of(*node, file), fmt::format("unknown platform \"{}\". Platforms: wine, windows, posix.", word));
    all.push_back(*platform);
  }
  const bool native = std::find(all.begin(), all.end(), Platform::posix) != all.end();
  if (all.empty() || (native && all.size() > 1)) {
    fail(place_of(*node, file),
         "platforms must be some of \"wine\" and \"windows\", or \"posix\" alone: one name means one cell.");
  }
  return all;
}

// TOML tables do not keep their order in the reader; the file's own order is the one a person wants to see.
std::vector<Factor> factors(const toml::table& table, const std::string& file) {
  std::vector<Factor> all;
  const toml::node* node = table.get("factors");
  if (!node) fail(place_of(table, file), "the table [factors] is missing.");
  for (const auto& [key, value] : as_table(*node, file, "factors")) all.push_back(factor(key.str(), value, file));
  std::stable_sort(all.begin(), all.end(), [](const Factor& a, const Factor& b) {
    return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
  });
  return all;
}

Case read_case(const std::filesystem::path& path) {
  const std::string file = path.string();
  const toml::table table = parse(path);
  only_keys(table, file, {"question", "why", "default", "subject", "platforms", "factors", "expect"});
  Case read;
  read.name = path.stem().string();
  read.place = {file};
  read.question = required_text(table, file, "question");
  read.why = optional_text(table, file, "why", "");
  read.is_default = optional_flag(table, file, "default", false);
  read.subject = required_text(table, file, "subject");
  read.subject_place = place_of(*table.get("subject"), file);
  read.platforms = platforms(table, file);
  read.factors = factors(table, file);
  const toml::node* expect = table.get("expect");
  const toml::array* rules = expect ? expect->as_array() : nullptr;
  if (!rules || rules->empty()) fail({file, 1, 1}, "there is no [[expect]]: say what is expected of the cells.");
  for (const toml::node& rule : *rules) read.expectations.push_back(expectation(rule, file));
  return read;
}

}  // namespace

Result<Case> load_case(const std::filesystem::path& file) {
  try {
    return read_case(file);
  } catch (const Failure& failure) {
    return failure.error;
  }
}

Result<std::vector<std::filesystem::path>> case_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    if (entry.path().extension() == ".toml" && entry.is_regular_file()) files.push_back(entry.path());
  }
  if (error)
    return usage_error(
        fmt::format("{}: the folder of the cases cannot be read: {}.", folder.string(), error.message()));
  std::sort(files.begin(), files.end());
  return files;
}

std::filesystem::path subject_file(const Case& of) {
  const std::filesystem::path folder = std::filesystem::path(of.place.file).parent_path();
  const bool is_path = of.subject.find('/') != std::string::npos || of.subject.ends_with(".toml");
  return is_path ? folder / of.subject : folder / "subjects" / (of.subject + ".toml");
}

}  // namespace winerror87
