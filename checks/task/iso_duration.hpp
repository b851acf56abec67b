// Spans and points of time as XML Schema writes them: "PT72H", "2026-01-31T08:00:00+01:00".
// XML Schema Part 2, 3.2.6 duration and 3.2.7 dateTime. Pure; fuzzed.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace preflight::task {

/// Nothing where the text is no duration, or is longer than a thousand years. A year counts as 365
/// days, a month as 30.
std::optional<std::chrono::seconds> parse_iso_duration(std::string_view text);

/// For a person: "3 days", "1 h 30 min".
std::string format_span(std::chrono::seconds span);

/// Latest moment that the text may mean, UTC: without a zone it is local time, and no zone is more
/// than 12 hours behind. Nothing where the text is no point of time.
std::optional<std::chrono::sys_seconds> parse_latest(std::string_view text);

}  // namespace preflight::task
