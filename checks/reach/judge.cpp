#include <fmt/format.h>

#include "checks/base/duration.hpp"
#include "checks/reach/reach.hpp"

namespace preflight::reach {

namespace {

Finding make(std::string_view code, Severity severity, std::string message) {
  Finding finding;
  finding.code = code;
  finding.severity = severity;
  finding.message = std::move(message);
  return finding;
}

void advise(Finding& finding, std::string text, std::string command = {},
            Needs needs = Needs::user) {
  finding.remedies.push_back(
      {std::move(text), command.empty() ? std::nullopt : std::optional(std::move(command)), needs});
}

Finding unresolved(const Query& query, const Facts& facts) {
  if (facts.resolution == Resolution::not_asked)
    return make("check.denied", Severity::error,
                fmt::format("{} cannot be looked up: {}", query.host, facts.resolver));
  auto finding = make("reach.unresolved", Severity::blocker,
                      facts.resolution == Resolution::no_answer
                          ? fmt::format("no answer to what {} is", query.host)
                          : fmt::format("no address is known for {}", query.host));
  finding.cause = facts.resolution == Resolution::no_answer
                      ? "the name server cannot be reached, or fails"
                      : "the name is misspelt, or known only elsewhere (a VPN, the network of a "
                        "container)";
  if (!facts.resolver.empty()) finding.evidence = {{"resolver", facts.resolver}};
  advise(finding, "ask the name server", "nslookup " + query.host);
  return finding;
}

std::string_view in_words(Answer answer) {
  switch (answer) {
    case Answer::connected:
      return "answers";
    case Answer::refused:
      return "refuses";
    case Answer::timed_out:
      return "does not answer";
    case Answer::unreachable:
      return "is out of reach";
    case Answer::denied:
      return "is forbidden";
    case Answer::failed:
      break;
  }
  return "could not be tried";
}

/// "::1 refuses (ECONNREFUSED), 127.0.0.1 does not answer in 3 s"
std::string all_of(const Facts& facts) {
  std::string list;
  for (const auto& attempt : facts.attempts) {
    list +=
        fmt::format("{}{} {}", list.empty() ? "" : ", ", attempt.address, in_words(attempt.answer));
    if (attempt.answer == Answer::timed_out)
      list += " in " + format_duration(attempt.took);
    else if (attempt.error.code != 0)
      list += fmt::format(" ({})", symbol(attempt.error));
  }
  if (facts.untried > 0) list += fmt::format(", {} more not tried for lack of time", facts.untried);
  return list;
}

// The answer that tells most: somebody who refuses is nearer than nobody.
const Attempt& most_telling(const Facts& facts) {
  const auto* best = &facts.attempts.front();
  for (const auto& attempt : facts.attempts)
    if (attempt.answer < best->answer) best = &attempt;
  return *best;
}

Finding blocked(const Query& query, const Facts& facts) {
  const auto& best = most_telling(facts);
  const auto where = target_of(query);
  const auto port = std::to_string(query.port);
  switch (best.answer) {
    case Answer::refused: {
      auto finding = make("reach.refused", Severity::blocker, where + " refuses the connection");
      finding.cause =
          "the machine is up, but nobody listens on that port and address, or a firewall rejects";
      advise(finding, "start the server there, or see who listens (on that machine)",
             "preflight port " + port);
      return finding;
    }
    case Answer::timed_out: {
      auto finding = make("reach.timed-out", Severity::blocker, where + " does not answer");
      finding.cause = "the machine is off, a firewall drops, or the server's queue is full";
      advise(finding, "see that the machine is up and its firewall lets port " + port + " through");
      return finding;
    }
    case Answer::unreachable: {
      auto finding = make("reach.unreachable", Severity::blocker, "no way leads to " + where);
      finding.cause = "no route, a network that is down, or a VPN that is not up";
      advise(finding, "see the routes", facts.windows ? "route print" : "ip route");
      return finding;
    }
    case Answer::denied: {
      auto finding = make("reach.denied", Severity::blocker,
                          "this machine forbids the connection to " + where);
      finding.cause = "a firewall or a security policy of this machine";
      finding.hard = true;
      advise(finding, "let the rule allow it", {}, Needs::admin);
      return finding;
    }
    default:
      return make("check.denied", Severity::error,
                  fmt::format("whether {} can be reached cannot be told: {} ({})", where,
                              text(best.error), symbol(best.error)));
  }
}

// Clients that try one address only, or wait for each, meet the ones before.
Finding partly(const Facts& facts) {
  bool slow = false;
  for (const auto& attempt : facts.attempts) slow = slow || attempt.answer == Answer::timed_out;
  auto finding = make("reach.partly", slow ? Severity::warning : Severity::info, all_of(facts));
  finding.cause = slow ? "clients that try the addresses in turn wait each time"
                       : "clients that try the first address only do not get there";
  advise(finding, "name the address that answers: " + facts.attempts.back().address);
  return finding;
}

}  // namespace

Findings judge(const Query& query, const Facts& facts) {
  if (facts.resolution != Resolution::found || facts.attempts.empty())
    return {unresolved(query, facts)};
  if (facts.attempts.back().answer == Answer::connected) {
    if (facts.attempts.size() == 1) return {};
    return {partly(facts)};
  }
  auto finding = blocked(query, facts);
  finding.evidence = {{"tried", all_of(facts)}};
  const bool named = facts.attempts.front().address != query.host;
  if (named || facts.attempts.size() > 1)
    finding.cause = fmt::format("{}{}{}", finding.cause.value_or(""), finding.cause ? "; " : "",
                                "tried: " + all_of(facts));
  return {std::move(finding)};
}

}  // namespace preflight::reach
