// The report as CI servers read test results: JUnit XML, in the form that the schemas of Ant and of
// Jenkins' xUnit plugin have in common. A test case a check; what was seen stands in system-out.
#pragma once

#include <string>

#include "report/render.hpp"

namespace preflight {

std::string render_junit(const Report& report, const RenderOptions& options);

}  // namespace preflight
