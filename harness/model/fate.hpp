#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace winerror87 {

// What became of one worker. Each worker of a trial ends with exactly one of these.
enum class Fate {
  served,         // it answered a request itself
  error_87,       // its signature was seen, with the call that raised it (also if it served: see WorkerFate::recovered)
  other_failure,  // it failed in another way, which is named
  silent,         // neither, until the deadline
};

inline constexpr std::array<Fate, 4> all_fates{Fate::served, Fate::error_87, Fate::other_failure, Fate::silent};

std::string_view to_string(Fate fate);
std::optional<Fate> fate_from(std::string_view text);

// How many workers of one generation met each fate.
class FateCounts {
 public:
  int& operator[](Fate fate) { return counts_[static_cast<std::size_t>(fate)]; }
  int operator[](Fate fate) const { return counts_[static_cast<std::size_t>(fate)]; }
  int total() const;
  friend bool operator==(const FateCounts&, const FateCounts&) = default;

 private:
  std::array<int, 4> counts_{};
};

// "1 served, 3 error-87"; fates that nobody met are left out; "no worker" if nobody met any.
std::string to_string(const FateCounts& counts);

}  // namespace winerror87
