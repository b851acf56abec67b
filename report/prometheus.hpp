// A file for the textfile collector of Prometheus' node exporter (Prometheus, "Exposition formats",
// text format 0.0.4). All are gauges; a run that was not is told by the age of
// preflight_last_run_timestamp_seconds.
#pragma once

#include <string>

#include "report/render.hpp"

namespace preflight {

std::string render_prometheus(const Report& report, const RenderOptions& options);

}  // namespace preflight
