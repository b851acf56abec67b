// The report as one JSON object; the shape is that of `preflight schema report`.
#pragma once

#include <string>
#include <string_view>

#include "report/render.hpp"

namespace preflight {

std::string render_json(const Report& report, const RenderOptions& options);

/// As they stand in the report.
Value to_value(const CheckResult& check);
Value to_value(const Cause& cause);
Value to_value(const Summary& counts);

/// What standard output holds after wrong usage with `--format json`.
std::string render_usage_error_json(std::string_view message);

/// Any value as a valid UTF-8 document, indented, with a line break at its end. Text in it that is
/// no UTF-8 comes out with its bad bytes shown as "\xff".
std::string to_document(const Value& value);

/// The same on one line, for a log of JSON lines.
std::string to_line(const Value& value);

}  // namespace preflight
