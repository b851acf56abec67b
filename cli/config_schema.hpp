// The JSON Schema of preflight.json, made from the table of checks. Pure.
#pragma once

#include <span>
#include <string>

#include "checks/check.hpp"

namespace preflight {

/// Draft 2020-12. What it accepts read_config() accepts, except for what a schema cannot tell: a
/// key that stands twice, a variable that is not set, and what a room thinks of a text.
std::string config_schema(std::span<const Check> checks);

}  // namespace preflight
