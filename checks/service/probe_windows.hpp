// All that is looked at of a service on Windows. Only *_windows.cpp files include this.
#pragma once

#include "checks/base/deadline.hpp"
#include "checks/service/windows_facts.hpp"

namespace preflight::service {

/// `inspect`: all there is to see, even where it can change nothing.
WindowsFacts probe_windows(const std::string& name, bool inspect, Deadline deadline);

}  // namespace preflight::service
