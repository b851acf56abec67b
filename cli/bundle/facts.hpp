// The facts of a case: what the checks saw on some machine, as JSON, to be judged again on any.
// Pure.
//
//   {"facts_version": 1, "tool": {...}, "host": {...}, "recorded_at": "2026-11-21T20:00:00.000Z",
//    "checks": [{"check": "port", "target": "*:8000/tcp", "place"?: {...},
//                "record"?: {"query": ..., "facts": ...}, "found": {...}}]}
//
// `record` is what the room of the check judged. Where there is none (a check that did not come
// back, a room that records nothing), `found` stands as it is.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "checks/check.hpp"
#include "report/report.hpp"

namespace preflight {

struct CaseFacts {
  std::string version{};  ///< of the preflight that looked
  Host host{};
  Timestamp recorded_at{};
  std::vector<Job> jobs{};  ///< which ask the system nothing
};

/// `report` tells host and time, `looked` what was seen.
Value facts_document(const Report& report, std::span<const Looked> looked);

/// Why they cannot be read: "checks[2].facts.binds: it is no list".
struct BadFacts {
  std::string message{};
};

std::variant<CaseFacts, BadFacts> read_facts(std::string_view document,
                                             std::span<const Check> checks);

}  // namespace preflight
