// The manual page in man(7), made of the same tables as the help. Pure.
#pragma once

#include <span>
#include <string>

#include "checks/check.hpp"

namespace preflight {

std::string manual_page(std::span<const Check> checks);

}  // namespace preflight
