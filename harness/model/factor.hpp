#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace winerror87 {

// One value of a factor: "inherit", or the number 4. A number keeps its kind, for records hold it as a number.
struct Level {
  std::string text;
  bool is_number = false;
  friend bool operator==(const Level& a, const Level& b) { return a.text == b.text; }
};

// One level per factor, in the order in which the case file declares the factors.
class Factors {
 public:
  using Entry = std::pair<std::string, Level>;

  Factors() = default;
  Factors(std::initializer_list<Entry> entries) : entries_(entries) {}

  void set(std::string_view factor, Level level);  // replaces the level, or adds the factor at the end
  const Level* find(std::string_view factor) const;
  std::string text(std::string_view factor, std::string_view otherwise = "") const;
  bool includes(const Factors& part) const;  // every level of `part` is ours too
  bool empty() const { return entries_.empty(); }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end(); }
  friend bool operator==(const Factors&, const Factors&) = default;

 private:
  std::vector<Entry> entries_;
};

// "handoff=inherit,loop=iocp,workers=4,reload=off"
std::string to_string(const Factors& factors);

}  // namespace winerror87
