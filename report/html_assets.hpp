// What stands in every page beside the report: its style, and a script that adds search, folding of
// all and copying. Constant texts; no name of the system ever gets into them.
#pragma once

#include <string_view>

namespace preflight {

std::string_view html_style();
std::string_view html_script();

}  // namespace preflight
