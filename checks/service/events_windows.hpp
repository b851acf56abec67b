// The event log `System`, asked for one service. Only *_windows.cpp files include this.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/service/windows_facts.hpp"

namespace preflight::service {

/// The last failures of a service within a day, newest first, at most 8; nothing where the log
/// cannot be read, and `gap` says why.
std::optional<std::vector<Event>> failures_of(const std::string& key,
                                              const std::string& display_name, Deadline deadline,
                                              Gap& gap);

}  // namespace preflight::service
