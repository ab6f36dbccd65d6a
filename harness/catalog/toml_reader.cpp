#include "harness/catalog/toml_reader.hpp"

#include <algorithm>

namespace winerror87::reading {

Place place_of(const toml::node& node, const std::string& file) {
  return {file, static_cast<int>(node.source().begin.line), static_cast<int>(node.source().begin.column)};
}

Place place_of(const toml::key& key, const std::string& file) {
  return {file, static_cast<int>(key.source().begin.line), static_cast<int>(key.source().begin.column)};
}

void fail(const Place& place, std::string_view message) {
  throw Failure{usage_error(fmt::format("{}: {}", to_string(place), message))};
}

toml::table parse(const std::filesystem::path& file) {
  std::error_code missing;
  if (!std::filesystem::is_regular_file(file, missing)) fail({file.string()}, "there is no such file.");
  try {
    return toml::parse_file(file.string());
  } catch (const toml::parse_error& error) {
    const auto at = error.source().begin;
    fail({file.string(), static_cast<int>(at.line), static_cast<int>(at.column)},
         fmt::format("not valid TOML: {}", error.description()));
  }
}

void only_keys(const toml::table& table, const std::string& file, std::initializer_list<std::string_view> known) {
  for (const auto& [key, node] : table) {
    if (std::find(known.begin(), known.end(), key.str()) != known.end()) continue;
    fail(place_of(key, file), fmt::format("unknown key \"{}\". Known here: {}.", key.str(), fmt::join(known, ", ")));
  }
}

std::string text(const toml::node& node, const std::string& file, std::string_view what) {
  if (const auto* value = node.as_string()) return value->get();
  fail(place_of(node, file), fmt::format("{} must be a string.", what));
}

std::string required_text(const toml::table& table, const std::string& file, std::string_view key) {
  const toml::node* node = table.get(key);
  if (!node) fail(place_of(table, file), fmt::format("the key \"{}\" is missing.", key));
  return text(*node, file, key);
}

std::string optional_text(const toml::table& table, const std::string& file, std::string_view key,
                          std::string otherwise) {
  const toml::node* node = table.get(key);
  return node ? text(*node, file, key) : otherwise;
}

bool optional_flag(const toml::table& table, const std::string& file, std::string_view key, bool otherwise) {
  const toml::node* node = table.get(key);
  if (!node) return otherwise;
  if (const auto* value = node->as_boolean()) return value->get();
  fail(place_of(*node, file), fmt::format("{} must be true or false.", key));
}

int whole_number(const toml::node& node, const std::string& file, std::string_view what, int least, int most) {
  const auto* value = node.as_integer();
  if (value && value->get() >= least && value->get() <= most) return static_cast<int>(value->get());
  fail(place_of(node, file), fmt::format("{} must be a whole number from {} to {}.", what, least, most));
}

const toml::table& as_table(const toml::node& node, const std::string& file, std::string_view what) {
  if (const auto* value = node.as_table()) return *value;
  fail(place_of(node, file), fmt::format("{} must be a table.", what));
}

std::vector<std::string> texts(const toml::node& node, const std::string& file, std::string_view what) {
  const auto* array = node.as_array();
  if (!array) fail(place_of(node, file), fmt::format("{} must be an array of strings.", what));
  std::vector<std::string> all;
  for (const toml::node& item : *array) all.push_back(text(item, file, what));
  return all;
}

Level level(const toml::node& node, const std::string& file, std::string_view what) {
  if (const auto* number = node.as_integer()) return {std::to_string(number->get()), true};
  if (const auto* value = node.as_string()) return {value->get(), false};
  fail(place_of(node, file), fmt::format("a level of {} must be a string or a whole number.", what));
}

std::vector<Level> levels(const toml::node& node, const std::string& file, std::string_view what) {
  std::vector<Level> all;
  if (const auto* array = node.as_array()) {
    for (const toml::node& item : *array) {
      Level one = level(item, file, what);
      // Two cells of one name could not be told apart.
      if (std::find(all.begin(), all.end(), one) != all.end()) {
        fail(place_of(item, file), fmt::format("the level \"{}\" of {} is there twice.", one.text, what));
      }
      all.push_back(std::move(one));
    }
  } else {
    all.push_back(level(node, file, what));
  }
  if (all.empty()) fail(place_of(node, file), fmt::format("{} needs at least one level.", what));
  return all;
}

}  // namespace winerror87::reading
