// The report for a person at a terminal.
#pragma once

#include <string>

#include "report/render.hpp"

namespace preflight {

std::string render_console(const Report& report, const RenderOptions& options);

}  // namespace preflight
