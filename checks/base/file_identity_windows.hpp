// The identity of an open file. Only *_windows.cpp files include this.
#pragma once

#include <windows.h>

#include <optional>

#include "checks/base/file_identity.hpp"

namespace preflight {

/// Needs no right on the handle. Waits while another thread, of whatever process, has an operation
/// pending on a handle that was opened for synchronous use. Nothing for pipes and devices; then
/// GetLastError tells why.
std::optional<FileIdentity> identity_of(HANDLE file);

}  // namespace preflight
