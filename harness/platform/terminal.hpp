#pragma once

namespace winerror87 {

// Whether colour and a line that is rewritten make sense on standard output: it is a terminal, and NO_COLOR
// (no-color.org) is not set.
bool output_takes_colour();

}  // namespace winerror87
