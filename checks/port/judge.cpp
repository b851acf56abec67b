#include "checks/port/judge.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace preflight::port {

namespace {

Finding not_local(const Query& query, const Bind& bind) {
  Finding finding;
  finding.code = "port.address-not-local";
  finding.severity = Severity::blocker;
  const auto address = text(query.address.value_or(bind.address));
  if (bind.outcome == BindOutcome::unsupported) {
    finding.message = fmt::format("this machine has no IPv6, so nothing can bind {}", address);
    finding.remedies.push_back({"bind an IPv4 address", std::nullopt, Needs::user});
  } else {
    finding.message = fmt::format("{} is no address of this machine", address);
    finding.remedies.push_back(
        {"bind an address that it has, or 0.0.0.0 for all of them", std::nullopt, Needs::user});
  }
  return finding;
}

Finding could_not_ask(const Query& query, const Bind& bind) {
  Finding finding;
  finding.code = "check.denied";
  finding.severity = Severity::error;
  finding.message = fmt::format("whether {} could be bound cannot be told: {} ({})",
                                target_of(query), text(bind.error), symbol(bind.error));
  return finding;
}

Finding reserved_range(const Query& query, const Facts& facts) {
  Finding finding;
  finding.code = "port.reserved-range";
  finding.severity = Severity::blocker;
  finding.hard = true;
  finding.message =
      fmt::format("Windows has reserved port {}: nobody listens, and nobody may bind", query.port);
  finding.cause =
      "ranges are set aside at every boot for Hyper-V, WSL and Docker (WinNAT), and may be others "
      "after the next one";
  finding.remedies.push_back({"see the reserved ranges",
                              "netsh interface ipv4 show excludedportrange protocol=tcp",
                              Needs::user});
  finding.remedies.push_back(
      {"release them now; WSL and Docker lose their network until they are restarted",
       "net stop winnat && net start winnat", Needs::admin});
  finding.remedies.push_back(
      {"keep the port for good: run this while winnat is stopped",
       fmt::format("netsh int ipv4 add excludedportrange protocol=tcp startport={} numberofports=1",
                   query.port),
       Needs::admin});
  constexpr std::uint32_t usual_first = 49152;
  if (facts.ephemeral && facts.ephemeral->first < usual_first)
    finding.remedies.push_back(
        {fmt::format("dynamic ports begin at {} here, so such ranges fall on low ports: begin at "
                     "{} and restart the machine",
                     facts.ephemeral->first, usual_first),
         "netsh int ipv4 set dynamicport tcp start=49152 num=16384", Needs::admin});
  return finding;
}

Finding privileged(const Query& query, const Facts& facts) {
  Finding finding;
  finding.code = "port.privileged";
  finding.severity = Severity::blocker;
  finding.hard = true;
  finding.message = fmt::format("ports below {} are for root: {} may not be bound by this user",
                                facts.first_unprivileged, query.port);
  finding.remedies.push_back({"give the server's program the right",
                              "sudo setcap cap_net_bind_service=+ep PROGRAM", Needs::admin});
  finding.remedies.push_back({"or in its systemd unit: AmbientCapabilities=CAP_NET_BIND_SERVICE",
                              std::nullopt, Needs::admin});
  return finding;
}

Finding forbidden(const Query& query) {
  Finding finding;
  finding.code = "port.denied";
  finding.severity = Severity::blocker;
  finding.hard = true;
  finding.message = fmt::format("the system does not let this user bind port {}", query.port);
  finding.cause = "a security policy: SELinux, or SocketBindDeny= of a systemd unit";
  finding.remedies.push_back(
      {"look for the denial", "sudo ausearch -m avc -ts recent", Needs::admin});
  return finding;
}

// ipv6(7), IPV6_V6ONLY: off unless asked for. On Windows it is on (IPPROTO_IPV6 socket options).
bool takes_ipv4_as_a_rule(const Query& query, const Facts& facts, const Socket& socket) {
  return !facts.windows && query.address && query.address->family == Family::v6 &&
         is_wildcard(*query.address) && socket.local.family == Family::v4;
}

void judge_shadows(const Query& query, const Facts& facts, Findings& findings) {
  for (const auto& socket : facts.sockets) {
    if (socket.state != SocketState::listen || overlaps(query, socket)) continue;
    if (!is_wildcard(socket.local) && !is_loopback(socket.local)) continue;
    Finding finding;
    finding.code = "port.shadowed";
    finding.severity = Severity::warning;
    finding.message = fmt::format(
        "somebody else listens on {}: clients that ask for \"localhost\" "
        "may reach that one",
        text(socket.local, query.port));
    if (takes_ipv4_as_a_rule(query, facts, socket))
      finding.cause = fmt::format(
          "a server on [::] that does not ask for IPv6 only takes IPv4 too (Node.js, Go and Java "
          "do), and cannot start beside it: --port {} judges that",
          query.port);
    for (const auto& owner : facts.owners)
      if (std::find(socket.pids.begin(), socket.pids.end(), owner.process.pid) != socket.pids.end())
        finding.processes.push_back(owner.process);
    for (auto& process : finding.processes) process.role = Role::listener;
    finding.remedies.push_back({"let clients ask for the address itself, or end the other server",
                                std::nullopt, Needs::user});
    findings.push_back(std::move(finding));
  }
}

void judge_range(const Query& query, const Facts& facts, Findings& findings) {
  const auto& range = facts.ephemeral;
  if (!range || query.port < range->first || query.port > range->last) return;
  Finding finding;
  finding.code = "port.ephemeral-range";
  finding.severity = Severity::info;
  finding.message = fmt::format(
      "port {} is among those given to outgoing connections ({} to {}): any "
      "client may take it before the server does",
      query.port, range->first, range->last);
  findings.push_back(std::move(finding));
}

void judge_gaps(const Facts& facts, bool decisive, Findings& findings) {
  for (const auto& gap : facts.gaps) {
    Finding finding;
    finding.code = "check.denied";
    finding.severity = decisive ? Severity::error : Severity::info;
    finding.message = fmt::format("{} {}", gap.what, gap.reason);
    if (gap.error.code != 0) finding.evidence = {{"error", symbol(gap.error)}};
    findings.push_back(std::move(finding));
  }
}

// The bind of one family may succeed beside a listener of the other, or, on Windows, beside any.
bool shares_silently(const Query& query, const Facts& facts) {
  return facts.windows && find_conflict(query, facts).state == SocketState::listen;
}

const Bind* worst(const Facts& facts) {
  const Bind* chosen = nullptr;
  for (const auto& bind : facts.binds)
    if (bind.outcome != BindOutcome::ok &&
        (chosen == nullptr || bind.outcome == BindOutcome::in_use))
      chosen = &bind;
  return chosen;
}

void append(Findings more, Findings& findings) {
  for (auto& finding : more) findings.push_back(std::move(finding));
}

}  // namespace

void suggest_free_port(const Facts& facts, Finding& finding) {
  if (facts.free_port)
    finding.remedies.push_back(
        {fmt::format("{}let the server use another port: {} is free",
                     finding.remedies.empty() ? "" : "or ", *facts.free_port),
         std::nullopt, Needs::user});
}

Finding judge_denied(const Query& query, const Facts& facts, const Bind& bind) {
  auto finding = facts.windows                           ? reserved_range(query, facts)
                 : query.port < facts.first_unprivileged ? privileged(query, facts)
                                                         : forbidden(query);
  finding.evidence = {{"error", symbol(bind.error)}, {"error_number", bind.error.code}};
  for (const auto& range : facts.administered)
    if (query.port >= range.first && query.port <= range.last)
      finding.evidence["reserved_by_administrator"] = {range.first, range.last};
  suggest_free_port(facts, finding);
  return finding;
}

Findings judge(const Query& query, const Facts& facts) {
  Findings findings;
  const auto* failed = worst(facts);
  const auto conflict = find_conflict(query, facts);
  if (failed == nullptr) {
    if (shares_silently(query, facts)) append(judge_conflict(query, facts, conflict), findings);
  } else if (failed->outcome == BindOutcome::in_use) {
    append(judge_conflict(query, facts, conflict), findings);
  } else if (failed->outcome == BindOutcome::denied) {
    // 10013 with somebody there is that somebody's: exclusive use, or another user's.
    const bool held = facts.windows && !conflict.sockets.empty();
    if (held)
      append(judge_conflict(query, facts, conflict), findings);
    else
      findings.push_back(judge_denied(query, facts, *failed));
  } else if (failed->outcome == BindOutcome::failed) {
    findings.push_back(could_not_ask(query, *failed));
  } else {
    findings.push_back(not_local(query, *failed));
  }
  judge_shadows(query, facts, findings);
  if (findings.empty()) judge_range(query, facts, findings);
  // The bind decides; a table that could not be read only hides a name, on Windows also a sharer.
  judge_gaps(facts, facts.windows && failed == nullptr, findings);
  return findings;
}

}  // namespace preflight::port
