// The report as one page for a session of troubleshooting: nothing is loaded from elsewhere, no
// script is needed to read it, and its own policy (Content Security Policy Level 3) lets no other
// style and no other script run than the two that stand in it.
#pragma once

#include <string>

#include "report/render.hpp"

namespace preflight {

std::string render_html(const Report& report, const RenderOptions& options);

}  // namespace preflight
