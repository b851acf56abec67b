// Names of Windows libraries as its loader compares them.
#pragma once

#include <string>
#include <string_view>

namespace preflight::imports {

/// What the loader looks for: ".dll" added where there is no extension; a dot at the end means
/// "none".
std::string library_file(std::string_view name);

/// Are "KERNEL32" and "kernel32.dll" the same?
bool same_library(std::string_view a, std::string_view b);

}  // namespace preflight::imports
