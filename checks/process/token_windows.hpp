// Users and rights. Only *_windows.cpp files include this.
#pragma once

#include <optional>
#include <string>

#include "checks/base/handle_windows.hpp"

namespace preflight {

/// "HOST\alice" of the user that `process` runs as; nothing where its token is closed to us.
std::optional<std::string> user_of(HANDLE process);

/// Takes SeDebugPrivilege for this process, as taskkill does, where its user has it at all. Without
/// it an administrator is refused by the processes of SYSTEM. Done once.
void use_debug_privilege();

}  // namespace preflight
