// The JSON Schema (draft 2020-12) of a line of `preflight watch --format json`.
#pragma once

#include <string>

namespace preflight::watch {

/// What the lines share with the report is taken from its schema.
std::string watch_schema();

}  // namespace preflight::watch
