// Looks behind the program that the SCM starts. Only *_windows.cpp files include this.
#pragma once

#include "checks/base/deadline.hpp"
#include "checks/service/windows_facts.hpp"

namespace preflight::service {

/// `facts` has the configuration and the chosen program; fills `facts.host`, and the log's tail
/// where the host keeps one.
void look_at_host(WindowsFacts& facts, const Environment& environment, Deadline deadline);

}  // namespace preflight::service
