// The words that the report uses for its enumerations, in JSON and on the console alike.
#pragma once

#include <string>
#include <string_view>

#include "report/report.hpp"

namespace preflight {

std::string_view word(Severity severity);
std::string_view word(Needs needs);
std::string_view word(Role role);
std::string_view word(ProcessState state);
std::string_view word(Status status);
std::string_view word(Verdict verdict);

/// RFC 3339, UTC, milliseconds: "2026-11-21T09:12:31.250Z".
std::string rfc3339(Timestamp time);

}  // namespace preflight
