// `preflight list`: the table of checks, for a person and for a program.
#pragma once

#include <span>
#include <string>

#include "checks/check.hpp"

namespace preflight {

std::string list_text(std::span<const Check> checks);
std::string list_json(std::span<const Check> checks);

}  // namespace preflight
