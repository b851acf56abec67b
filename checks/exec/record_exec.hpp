// How what a program said is recorded.
#pragma once

#include "checks/base/record_types.hpp"
#include "checks/exec/exec.hpp"

namespace preflight {

PREFLIGHT_RECORD(ChildResult, start, exit_code, signal, timed_out, cut, left_behind, output, errors)

}  // namespace preflight

namespace preflight::exec {

PREFLIGHT_RECORD(Query, text, words, folder, timeout)
PREFLIGHT_RECORD(Facts, program, not_found, child, limit, windows)

inline std::string_view recorded_flaw(const Query& query) {
  return query.words.empty() ? "has no words" : "";
}

}  // namespace preflight::exec
