#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#define TOML_EXCEPTIONS 1
#define TOML_HEADER_ONLY 1
#include "harness/model/case.hpp"
#include "harness/model/error.hpp"

#include <toml++/toml.h>

// Private to catalog/: reading TOML with errors that name file, line and column.
namespace winerror87::reading {

// Thrown within catalog/ only; its public functions give it back as an error.
struct Failure {
  Error error;
};

Place place_of(const toml::node& node, const std::string& file);
Place place_of(const toml::key& key, const std::string& file);

[[noreturn]] void fail(const Place& place, std::string_view message);

toml::table parse(const std::filesystem::path& file);

// Fails on a key that is not in `known`, and names the known ones.
void only_keys(const toml::table& table, const std::string& file, std::initializer_list<std::string_view> known);

std::string text(const toml::node& node, const std::string& file, std::string_view what);
std::string required_text(const toml::table& table, const std::string& file, std::string_view key);
std::string optional_text(const toml::table& table, const std::string& file, std::string_view key,
                          std::string otherwise);
bool optional_flag(const toml::table& table, const std::string& file, std::string_view key, bool otherwise);
int whole_number(const toml::node& node, const std::string& file, std::string_view what, int least, int most);
const toml::table& as_table(const toml::node& node, const std::string& file, std::string_view what);
std::vector<std::string> texts(const toml::node& node, const std::string& file, std::string_view what);
Level level(const toml::node& node, const std::string& file, std::string_view what);
// One level, or an array of them, none of them twice.
std::vector<Level> levels(const toml::node& node, const std::string& file, std::string_view what);

}  // namespace winerror87::reading
