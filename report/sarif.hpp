// The report as GitHub and other readers of static analysis take it: SARIF 2.1.0 (OASIS standard).
// Each finding is a result of the rule that its code names.
//
// A reader rejects a result that stands nowhere (GitHub, "SARIF support for code scanning"), so
// each has a place: the line of the configuration that asked for the check; else the file that is
// known to have asked (RenderOptions::asked_by), at its first line; else the configuration that
// could ask, `preflight.json`, at its first line. The property `anchor` of a result says which:
// "configuration", "caller" or "none".
#pragma once

#include <string>

#include "report/render.hpp"

namespace preflight {

std::string render_sarif(const Report& report, const RenderOptions& options);

/// A path as the URI of SARIF's artifactLocation (3.4.3): relative where the path is, else with
/// "file://"; Windows' own way of writing is taken on every system.
std::string sarif_uri(std::string_view path);

}  // namespace preflight
