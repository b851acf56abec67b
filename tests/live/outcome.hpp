// What a look found, picked out of its outcome.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "checks/check.hpp"

namespace preflight::test {

inline const Finding* blocker(const Outcome& outcome) {
  for (const auto& finding : outcome.findings)
    if (finding.severity == Severity::blocker) return &finding;
  return nullptr;
}

inline bool names_pid(const Finding& finding, std::uint32_t pid) {
  return std::any_of(finding.processes.begin(), finding.processes.end(),
                     [&](const Process& process) { return process.pid == pid; });
}

/// " in-use! owner-unknown": of each finding the code without its room, "!" where it is hard.
inline std::string short_codes(const Outcome& outcome) {
  std::string all;
  for (const auto& finding : outcome.findings)
    all += " " + finding.code.substr(finding.code.find('.') + 1) + (finding.hard ? "!" : "");
  return all;
}

}  // namespace preflight::test
