// An outline as a tree to fold.
#pragma once

#include <string>

#include "report/report.hpp"

namespace preflight {

/// Nested lists; what leads to something that is wrong stands open. Empty for an empty outline.
std::string html_tree(const Outline& outline);

}  // namespace preflight
