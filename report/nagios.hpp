// One line as Nagios plugins print it (Monitoring Plugins Development Guidelines, "Plugin Output
// for Nagios"): "PREFLIGHT OK - 2 passed | time=0.001s;;;0 pass=2 ...".
#pragma once

#include <string>

#include "report/render.hpp"

namespace preflight {

std::string render_nagios(const Report& report, const RenderOptions& options);

}  // namespace preflight
