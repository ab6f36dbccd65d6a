#pragma once

#include "harness/model/case.hpp"
#include "harness/model/error.hpp"
#include "harness/model/subject.hpp"
#include "harness/model/trial.hpp"

#include <vector>

namespace winerror87 {

// All cells of a case, in the order of its factors (the last one changes fastest), on `platform`. Fails, with the place
// in the case file, on a factor or level that the subject does not know, and on a cell that no expectation or more than
// one speaks of.
Result<std::vector<Cell>> cells_of(const Case& asked, const Subject& subject, Platform platform);

}  // namespace winerror87
