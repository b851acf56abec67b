// How the memory that a program could get is recorded.
#pragma once

#include "checks/base/record_size.hpp"
#include "checks/base/record_types.hpp"
#include "checks/memory/memory.hpp"

namespace preflight::memory {

PREFLIGHT_RECORD_ENUM(Bound::Kind, physical, commit, cgroup, address_space, job)
PREFLIGHT_RECORD(Query, asked)
PREFLIGHT_RECORD(Bound, kind, where, limit, left)
PREFLIGHT_RECORD(Facts, windows, bounds, gaps)

inline std::string_view recorded_flaw(const Facts& facts) {
  return facts.bounds.empty() && facts.gaps.empty() ? "tells of no memory" : "";
}

}  // namespace preflight::memory
