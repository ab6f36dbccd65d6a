#pragma once

#include "harness/launch/wine.hpp"
#include "harness/testing/program_fixture.hpp"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

namespace winerror87::tests {

// Tests of the program with Wine. Its server is held by the test program, so that what a test starts is a trial's
// alone. Skipped, with the reason, where Wine or the Windows fixtures are missing.
class WineProgramTest : public ProgramTest {
 protected:
  void SetUp() override;
  static void TearDownTestSuite() { server_.reset(); }

  const Wine& wine() const { return *wine_; }
  std::string windows_server() const;
  // Gives the test a cache of its own, with a prefix of its own, whose server nobody holds. Returns the prefix.
  std::filesystem::path use_own_prefix();

 private:
  static std::unique_ptr<WineServer> server_;
  std::optional<Wine> wine_;
};

}  // namespace winerror87::tests
