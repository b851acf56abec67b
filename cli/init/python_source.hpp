// What a Python source says about the start of its server: calls that bind a port, databases of
// Django, SQLAlchemy and sqlite3, log files, routes about health. Decoder; fuzzed.
#pragma once

#include <string_view>

#include "cli/init/seen.hpp"

namespace preflight::init {

/// `file`: its path as seen from the project.
Sightings read_python(std::string_view source, std::string_view file);

}  // namespace preflight::init
