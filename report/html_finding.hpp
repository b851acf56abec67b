// Parts of the page that tell of a finding: processes, remedies, evidence.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "report/render.hpp"

namespace preflight {

/// A table of who they are; empty where there are none. `now` gives ages.
std::string html_processes(std::span<const Process> processes, Timestamp now);

std::string html_remedies(std::span<const Remedy> remedies);

/// A value as JSON that is folded; empty where there is none.
std::string html_values(std::string_view title, const Value& values);

std::string html_finding(const Finding& finding, const RenderOptions& options, Timestamp now);

/// The class that gives a status, a severity or a verdict its colour.
std::string_view html_class(Status status);
std::string_view html_class(Severity severity);

/// The sign that stands for it; it is never the only one who says so.
std::string_view html_sign(Status status);

}  // namespace preflight
