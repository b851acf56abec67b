// What the Service Control Manager tells, asked with no more rights than looking takes. Only
// *_windows.cpp files include this.
#pragma once

#include "checks/base/deadline.hpp"
#include "checks/service/windows_facts.hpp"

namespace preflight::service {

/// Fills status, configuration, dependencies and, where there is no such service, the names of all.
void ask_manager(WindowsFacts& facts, Deadline deadline);

}  // namespace preflight::service
