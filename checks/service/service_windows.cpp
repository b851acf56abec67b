#include "checks/service/judge_scm.hpp"
#include "checks/service/probe_windows.hpp"
#include "checks/service/service.hpp"

namespace preflight::service {

Outcome look(const Query& query, Deadline deadline) {
  const auto facts = probe_windows(query.name, query.inspect, deadline);
  auto findings = judge_windows(query, facts);
  auto summary = summary_of(findings, state_line(facts));
  return {std::move(summary), std::move(findings), to_json(told_of(facts)), false};
}

}  // namespace preflight::service
