#include "harness/testing/wine_fixture.hpp"

#include "harness/launch/data_folders.hpp"
#include "harness/platform/cache_folder.hpp"

#include <filesystem>

namespace winerror87::tests {

namespace fs = std::filesystem;

std::unique_ptr<WineServer> WineProgramTest::server_;

void WineProgramTest::SetUp() {
  auto wine = find_wine();
  if (!wine) GTEST_SKIP() << wine.error().message;
  wine_ = std::move(*wine);
  if (!fs::exists(windows_server())) GTEST_SKIP() << windows_server() << " was not built: MinGW-w64 is missing";
  if (!server_) {
    auto held = WineServer::hold(*wine_, [](const std::string&) {});
    ASSERT_TRUE(held.has_value()) << held.error().message;
    server_ = std::move(*held);
  }
  environment_.emplace_back("WINERROR87_CACHE", cache_folder().value().string());
}

std::string WineProgramTest::windows_server() const {
  return (fixture_programs() / "fixture_server.exe").string();
}

fs::path WineProgramTest::use_own_prefix() {
  const fs::path cache = folder() + "/cache";
  const fs::path prefix = cache / "prefixes" / wine_->prefix.filename();
  fs::create_directories(prefix.parent_path());
  // Linked where that can be, for it is 700 MB: Wine replaces the files that it changes.
  const std::string from = wine_->prefix.string();
  const Ended copied =
      start_program(
          {"/bin/sh", "-c", "cp -al \"$0\" \"$1\" || { rm -rf \"$1\"; cp -a \"$0\" \"$1\"; }", from, prefix.string()})
          ->wait();
  EXPECT_EQ(copied.code, 0) << copied.output;
  environment_.emplace_back("WINERROR87_CACHE", cache.string());
  return prefix;
}

}  // namespace winerror87::tests
