// What brings a library of Windows that is missing: the package, the installer, the program's own
// build. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "report/finding.hpp"

namespace preflight::imports {

/// Of a library of Windows. `machine` as of pe::name. Nothing where no rule knows it.
std::optional<Remedy> package_for_dll(std::string_view library, std::string_view machine);

/// A library of a debug build of Visual C++: no machine but a developer's has it.
bool is_debug_runtime(std::string_view library);

}  // namespace preflight::imports
