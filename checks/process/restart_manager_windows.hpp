// The real functions behind the Restart Manager client. Only *_windows.cpp files include this.
#pragma once

#include <optional>

#include "checks/process/restart_manager.hpp"

namespace preflight {

/// rstrtmgr.dll, loaded when first asked for; nothing where it is not there (Server Core, Nano).
std::optional<RestartManagerApi> restart_manager();

}  // namespace preflight
