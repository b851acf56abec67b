// The report for a ticket or a job summary: CommonMark with GitHub's tables.
#pragma once

#include <string>

#include "report/render.hpp"

namespace preflight {

std::string render_markdown(const Report& report, const RenderOptions& options);

}  // namespace preflight
