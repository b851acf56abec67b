#include "checks/service/facts.hpp"
#include "checks/service/judge_scm.hpp"
#include "checks/service/probe_windows.hpp"

namespace preflight::service {

Facts probe(const Query& query, Deadline deadline) {
  Facts facts;
  auto& seen = facts.seen.emplace<WindowsFacts>();
  seen = probe_windows(query.name, query.inspect, deadline);
  // Paused is NSSM between two tries: its program does not run either.
  const bool idle =
      seen.status && (seen.status->state == State::stopped || seen.status->state == State::paused);
  if (!idle) return facts;
  const auto told = told_of(seen);
  facts.needs =
      look_at_needs_of(told.arguments, told.working_directory.value_or(""), query.record, deadline);
  return facts;
}

}  // namespace preflight::service
