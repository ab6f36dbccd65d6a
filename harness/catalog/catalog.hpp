#pragma once

#include "harness/model/case.hpp"
#include "harness/model/error.hpp"
#include "harness/model/subject.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace winerror87 {

// A case file (the form: cases/README.md). Every error is a usage error that begins with file:line:column.
Result<Case> load_case(const std::filesystem::path& file);

// A subject file; lock files that it names lie beside it.
Result<Subject> load_subject(const std::filesystem::path& file);

// The case files directly in `folder`, by name. (Subfolders hold subjects and cards.)
Result<std::vector<std::filesystem::path>> case_files(const std::filesystem::path& folder);

// The file of the subject that a case names: NAME in subjects/ beside the case file, or a path, from the case's folder.
std::filesystem::path subject_file(const Case& of);

}  // namespace winerror87
