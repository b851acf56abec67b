// A report in one line, for formats that have no more room. Pure; not yet cleaned.
#pragma once

#include <string>

#include "report/report.hpp"

namespace preflight {

/// "2 passed", "python3 (pid 8812) holds *:8000/tcp and instance/app.db; and 1 more": the first
/// thing to clear, else what could not be looked at, else the warnings, else how many passed.
std::string headline(const Report& report);

}  // namespace preflight
