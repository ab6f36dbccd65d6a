// Wine's server for the tests of one ctest run, which are many short processes.
//
//   winerror87_wine_server up      starts it; it outlives its last user by $WINERROR87_WINE_LINGER seconds
//   winerror87_wine_server down    ends it now, unless another run uses it
//
// Without Wine both do nothing: the tests that need it say so themselves, one by one.
#include "harness/launch/wine.hpp"
#include "harness/platform/own_program.hpp"

#include <fmt/format.h>

#include <string_view>

int main(int count, char** words) {
  using namespace winerror87;
  adopt_orphans();
  const std::string_view what = count == 2 ? words[1] : "";
  if (what != "up" && what != "down") {
    fmt::print(stderr, "winerror87_wine_server up|down\n");
    return static_cast<int>(ExitCode::usage);
  }
  const auto wine = find_wine();
  if (!wine) {
    fmt::print("{}\n", wine.error().message);
    return 0;
  }
  if (what == "down") {
    WineServer::end_lingering(*wine);
    return 0;
  }
  const auto server = WineServer::hold(*wine, [](const std::string& progress) { fmt::print("{} ...\n", progress); });
  if (server) return 0;
  fmt::print(stderr, "{}\n", server.error().message);
  return static_cast<int>(server.error().exit);
}
