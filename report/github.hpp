// Workflow commands of GitHub Actions ("Workflow commands for GitHub Actions"): what blocks as
// ::error, warnings as ::warning, what is worth knowing as ::notice. GitHub shows ten of a kind in
// a step; what is left over is counted in the tenth.
#pragma once

#include <string>

#include "report/render.hpp"

namespace preflight {

std::string render_github(const Report& report, const RenderOptions& options);

}  // namespace preflight
