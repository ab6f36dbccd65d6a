#include "harness/launch/data_folders.hpp"

#include "harness/platform/own_program.hpp"

#include <cstdlib>

namespace winerror87 {
namespace {

namespace fs = std::filesystem;

// Installed, data lies in ../share/winerror87; in a build tree, with the sources.
fs::path data_folder(const char* name) {
  const fs::path installed = own_folder().parent_path() / "share" / "winerror87" / name;
  std::error_code error;
  return fs::exists(installed, error) ? installed : fs::path(WINERROR87_SOURCE_FOLDER) / name;
}

}  // namespace

fs::path fixture_programs() {
  return own_folder() / "fixtures";
}
fs::path fixture_sources() {
  return data_folder("fixtures");
}

fs::path default_cases() {
  const char* chosen = std::getenv("WINERROR87_CASES");
  return chosen && *chosen ? fs::path(chosen) : data_folder("cases");
}

}  // namespace winerror87
