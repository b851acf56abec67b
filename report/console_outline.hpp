// A tree or a list on a terminal.
#pragma once

#include <cstddef>

#include "report/finding.hpp"
#include "report/page.hpp"

namespace preflight {

/// Depths of 0 stand at `indent`; below them branches lead from line to line.
void write_outline(Page& page, std::size_t indent, const Outline& outline);

}  // namespace preflight
