// The JSON Schema (draft 2020-12) of the report.
#pragma once

#include <string_view>

namespace preflight {

std::string_view report_schema();

}  // namespace preflight
