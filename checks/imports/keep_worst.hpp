// Not thousands of findings.
#pragma once

#include "report/finding.hpp"

namespace preflight::imports {

/// A file that was made to hurt can lack thousands of libraries. The worst hundreds stay, and one
/// finding of each code and severity that says how many more there were.
void keep_worst(Findings& findings);

}  // namespace preflight::imports
