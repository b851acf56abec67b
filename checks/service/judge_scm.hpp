// What the facts of a service on Windows mean. Pure.
#pragma once

#include <string>

#include "checks/service/service.hpp"
#include "checks/service/windows_facts.hpp"

namespace preflight::service {

/// In the order in which a person should clear them: what the SCM refuses at once comes first, then
/// the program, its host, its account, what it depends on, and last what its last end tells.
Findings judge_windows(const Query& query, const WindowsFacts& facts);

Told told_of(const WindowsFacts& facts);

/// The line of the check where nothing is wrong: "running (pid 812)", "stopped, never started".
std::string state_line(const WindowsFacts& facts);

}  // namespace preflight::service
