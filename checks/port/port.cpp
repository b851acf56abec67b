#include "checks/port/port.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/looking.hpp"

namespace preflight::port {

namespace {

constexpr std::array<FindingCode, 14> codes{{
    {"port.in-use", "another process listens on it, or has a connection on it"},
    {"port.already-running", "the server is up already: an earlier copy of `run`'s command"},
    {"port.shared", "several servers listen on the same address at once"},
    {"port.forwarded", "it is forwarded: portproxy, docker-proxy, wslrelay"},
    {"port.bound", "taken by a process that does not listen"},
    {"port.reserved-range", "Windows has reserved it (error 10013)"},
    {"port.privileged", "only root may bind it"},
    {"port.denied", "a security policy forbids to bind it"},
    {"port.held-by-system", "a driver of Windows listens on it (http.sys, file sharing)"},
    {"port.address-not-local", "the address is none of this machine's"},
    {"port.shadowed", "another server takes part of the traffic by another address"},
    {"port.ephemeral-range", "any outgoing connection may be given this port"},
    {"port.time-wait", "closed connections keep a server from binding for a minute"},
    {"port.owner-unknown", "taken, but by whom cannot be seen"},
}};
constexpr std::array<std::string_view, 2> systems{"linux", "windows"};

std::string_view word(SocketState state) {
  constexpr std::string_view words[] = {"listen", "bound", "connected", "time-wait", "unknown"};
  return words[static_cast<std::size_t>(state)];
}

Value to_json(const Socket& socket) {
  Value one{{"address", text(socket.local)}, {"state", word(socket.state)}};
  if (socket.remote) one["remote"] = text(*socket.remote, socket.remote_port);
  if (socket.dual_stack) one["dual_stack"] = true;
  if (socket.uid) one["uid"] = *socket.uid;
  if (socket.inode != 0) one["inode"] = socket.inode;
  one["pids"] = socket.pids;
  return one;
}

std::string summary_of(const Query& query, const Facts& facts, const Findings& findings) {
  for (const auto severity : {Severity::blocker, Severity::error, Severity::warning})
    for (const auto& finding : findings)
      if (finding.severity == severity)
        return severity == Severity::warning ? "free; " + finding.message : finding.message;
  if (query.inspect && !facts.sockets.empty())
    return fmt::format("a server could bind it; {} on it", facts.sockets.size());
  return "free";
}

Prepared prepare(const Request& request) {
  auto parsed = parse(request);
  if (auto* error = std::get_if<UsageError>(&parsed)) return std::move(*error);
  const auto query = std::get<Query>(parsed);
  return Job{"port", target_of(query), looking(query, request)};
}

}  // namespace

Value to_json(const Facts& facts) {
  Value sockets = Value::array();
  for (const auto& socket : facts.sockets) sockets.push_back(to_json(socket));
  Value object{{"sockets", std::move(sockets)}};
  if (facts.ephemeral) object["ephemeral_range"] = {facts.ephemeral->first, facts.ephemeral->last};
  if (facts.free_port) object["free_port"] = *facts.free_port;
  if (facts.unseen_processes > 0) object["unseen_processes"] = facts.unseen_processes;
  return object;
}

Outcome judged(const Query& query, const Facts& facts) {
  auto findings = judge(query, facts);
  auto summary = summary_of(query, facts, findings);
  return {std::move(summary), std::move(findings), to_json(facts), false};
}

Check check() {
  return {
      "port",
      "could a server bind this port now, and who has it if not?",
      {"--port", "-p", "SPEC", "8000, 127.0.0.1:8000, [::1]:8000, :8000/udp; no address: all", ""},
      "port",
      {},
      codes,
      systems,
      prepare,
      {},
      replay};
}

}  // namespace preflight::port
