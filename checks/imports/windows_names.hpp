// Windows' own libraries by name, for where there is no Windows to look at.
#pragma once

#include <string_view>

namespace preflight::imports {

/// Part of every Windows 10 and later. Redistributables (the Visual C++ runtime, DirectX's D3DX)
/// are none.
bool is_windows_library(std::string_view library);

/// Always taken from the system folder, whatever lies beside the program (KnownDLLs).
bool is_known_library(std::string_view library);

}  // namespace preflight::imports
