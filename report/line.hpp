// "2026-11-21 09:12:31, FAILURE, python3 (pid 8812) holds ...": one line for status collectors that
// know OK, UPDATE, WARNING, FAILURE and ERROR. The time is UTC; UPDATE is never said, since
// preflight looks for none.
#pragma once

#include <string>

#include "report/render.hpp"

namespace preflight {

std::string render_line(const Report& report, const RenderOptions& options);

}  // namespace preflight
