#include "checks/service/command_needs.hpp"
#include "checks/service/judge_scm.hpp"
#include "checks/service/probe_windows.hpp"
#include "checks/service/service.hpp"

namespace preflight::service {

Outcome look(const Query& query, Deadline deadline) {
  const auto facts = probe_windows(query.name, query.inspect, deadline);
  auto findings = judge_windows(query, facts);
  const auto told = told_of(facts);
  // Paused is NSSM between two tries: its program does not run either.
  const bool idle = facts.status &&
                    (facts.status->state == State::stopped || facts.status->state == State::paused);
  if (idle)
    look_at_needs_of(told.arguments, told.working_directory.value_or(""), deadline, findings);
  auto summary = summary_of(findings, state_line(facts));
  return {std::move(summary), std::move(findings), to_json(told), false};
}

}  // namespace preflight::service
