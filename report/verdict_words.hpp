// The verdict in words for a person, the same in every format that is read by one.
#pragma once

#include <string_view>

#include "report/report.hpp"

namespace preflight {

std::string_view verdict_name(const Report& report);  ///< "Blocked"

/// "it cannot start now"
std::string_view verdict_text(const Report& report);

}  // namespace preflight
