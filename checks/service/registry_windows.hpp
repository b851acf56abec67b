// Keys of the registry, read whole and with bounds. Only *_windows.cpp files include this.
#pragma once

#include <cstdint>
#include <string>

#include "checks/service/command_line.hpp"
#include "checks/service/registry_value.hpp"

namespace preflight::service {

/// The values of a key below HKEY_LOCAL_MACHINE, of the 64-bit view: at most 512, 64 KiB each.
/// `error` is that of the open: 2 where there is no such key, else of what broke off.
RegistryKey read_key(const std::string& path, std::uint32_t& error);

/// The environment that the system gives to services: that of the machine, not of a user.
Environment machine_environment(const std::string& windows_folder);

}  // namespace preflight::service
