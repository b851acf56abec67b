// What was seen of a service, judged; the same on every system.
#include <utility>

#include "checks/base/findings.hpp"
#include "checks/service/facts.hpp"
#include "checks/service/judge_scm.hpp"
#include "checks/service/systemd_name.hpp"

namespace preflight::service {

namespace {

Outcome judged_half(const Query& query, const WindowsFacts& facts,
                    const std::vector<LookedAt>& needs) {
  auto findings = judge_windows(query, facts);
  add_needs(needs, findings);
  auto summary = summary_of(findings, state_line(facts));
  return {std::move(summary), std::move(findings), to_json(told_of(facts)), false};
}

Outcome judged_half(const Query& query, const SystemdFacts& facts,
                    const std::vector<LookedAt>& needs) {
  if (!unit_name(query.name)) {
    auto finding = make_finding("service.not-installed", Severity::blocker,
                                "\"" + query.name + "\" cannot be the name of a unit");
    return {finding.message, {finding}, {}, false};
  }
  if (!facts.absent.empty()) return {facts.absent, {}, {}, true};
  auto findings = judge(query, facts);
  add_needs(needs, findings);
  auto summary = summary_of(findings, state_of(facts.unit));
  return {std::move(summary), std::move(findings), to_json(told_of(facts)), false};
}

}  // namespace

Outcome judged(const Query& query, const Facts& facts) {
  return std::visit([&](const auto& half) { return judged_half(query, half, facts.needs); },
                    facts.seen);
}

}  // namespace preflight::service
