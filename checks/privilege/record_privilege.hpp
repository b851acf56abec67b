// How the rights of this user are recorded.
#pragma once

#include "checks/base/record_types.hpp"
#include "checks/privilege/privilege.hpp"

namespace preflight::privilege {

PREFLIGHT_RECORD(Facts, windows, elevated, user, filtered, sudo_group, no_new_privileges,
                 user_namespace, capabilities, gaps)

}  // namespace preflight::privilege
