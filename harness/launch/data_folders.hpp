#pragma once

#include <filesystem>

namespace winerror87 {

// Where the program finds what belongs to it, in a build tree as well as installed.
std::filesystem::path fixture_programs();  // fixtures/ beside the program
std::filesystem::path fixture_sources();   // scripts of fixtures/, which are run as they are
std::filesystem::path default_cases();     // cases/, or $WINERROR87_CASES

}  // namespace winerror87
