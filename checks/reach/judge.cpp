#include <fmt/format.h>

#include "checks/base/findings.hpp"
#include "checks/reach/reach.hpp"

namespace preflight::reach {

namespace {

Finding unresolved(const Query& query, const Facts& facts) {
  if (facts.resolution == Resolution::not_asked)
    return make_finding("check.denied", Severity::error,
                        fmt::format("{} cannot be looked up: {}", query.host, facts.resolver));
  auto finding = make_finding("reach.unresolved", Severity::blocker,
                              facts.resolution == Resolution::no_answer
                                  ? fmt::format("no answer to what {} is", query.host)
                                  : fmt::format("no address is known for {}", query.host));
  finding.cause = net::why(facts.resolution);
  if (!facts.resolver.empty()) finding.evidence = {{"resolver", facts.resolver}};
  advise(finding, "ask the name server", "nslookup " + query.host);
  return finding;
}

Finding blocked(const Query& query, const Facts& facts) {
  const auto& best = net::most_telling(facts);
  const auto where = target_of(query);
  const auto port = std::to_string(query.port);
  switch (best.answer) {
    case Answer::refused: {
      auto finding =
          make_finding("reach.refused", Severity::blocker, where + " refuses the connection");
      finding.cause = net::why(best.answer);
      advise(finding, "start the server there, or see who listens (on that machine)",
             "preflight port " + port);
      return finding;
    }
    case Answer::timed_out: {
      auto finding = make_finding("reach.timed-out", Severity::blocker, where + " does not answer");
      finding.cause = net::why(best.answer);
      advise(finding, "see that the machine is up and its firewall lets port " + port + " through");
      return finding;
    }
    case Answer::unreachable: {
      auto finding =
          make_finding("reach.unreachable", Severity::blocker, "no way leads to " + where);
      finding.cause = net::why(best.answer);
      advise(finding, "see the routes", facts.windows ? "route print" : "ip route");
      return finding;
    }
    case Answer::denied: {
      auto finding = make_finding("reach.denied", Severity::blocker,
                                  "this machine forbids the connection to " + where);
      finding.cause = net::why(best.answer);
      finding.hard = true;
      advise(finding, "let the rule allow it", {}, Needs::admin);
      return finding;
    }
    default:
      return make_finding("check.denied", Severity::error,
                          fmt::format("whether {} can be reached cannot be told: {} ({})", where,
                                      text(best.error), symbol(best.error)));
  }
}

// Clients that try one address only, or wait for each, meet the ones before.
Finding partly(const Facts& facts) {
  bool slow = false;
  for (const auto& attempt : facts.attempts) slow = slow || attempt.answer == Answer::timed_out;
  auto finding =
      make_finding("reach.partly", slow ? Severity::warning : Severity::info, net::all_of(facts));
  finding.cause = slow ? "clients that try the addresses in turn wait each time"
                       : "clients that try the first address only do not get there";
  advise(finding, "name the address that answers: " + facts.attempts.back().address);
  return finding;
}

}  // namespace

Findings judge(const Query& query, const Facts& facts) {
  if (facts.resolution != Resolution::found || facts.attempts.empty())
    return {unresolved(query, facts)};
  if (net::is_connected(facts)) {
    if (facts.attempts.size() == 1) return {};
    return {partly(facts)};
  }
  auto finding = blocked(query, facts);
  finding.evidence = {{"tried", net::all_of(facts)}};
  const bool named = facts.attempts.front().address != query.host;
  if (named || facts.attempts.size() > 1)
    finding.cause = fmt::format("{}{}{}", finding.cause.value_or(""), finding.cause ? "; " : "",
                                "tried: " + net::all_of(facts));
  return {std::move(finding)};
}

}  // namespace preflight::reach
