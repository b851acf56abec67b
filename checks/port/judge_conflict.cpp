#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "checks/base/text.hpp"
#include "checks/port/judge.hpp"

namespace preflight::port {

namespace {

constexpr std::uint32_t windows_system_pid = 4;

Role role_of(SocketState state) {
  switch (state) {
    case SocketState::listen:
      return Role::listener;
    case SocketState::bound:
      return Role::bound;
    default:
      return Role::connected;
  }
}

void add_owner(const Facts& facts, std::uint32_t pid, SocketState state, Conflict& conflict) {
  for (const auto& known : conflict.owners)
    if (known.process.pid == pid) return;
  const auto found = std::find_if(facts.owners.begin(), facts.owners.end(),
                                  [&](const Identified& o) { return o.process.pid == pid; });
  if (found == facts.owners.end()) {
    conflict.ghosts.push_back(pid);
    return;
  }
  conflict.owners.push_back(*found);
  conflict.owners.back().process.role = role_of(state);
}

// What closed connections leave behind (FIN_WAIT2, TIME_WAIT): no process has it any more, and
// Linux then tells neither inode nor the true user.
bool lingers(const Facts& facts, const Socket& socket) {
  return !facts.windows && socket.inode == 0 && socket.pids.empty() &&
         (socket.state == SocketState::connected || socket.state == SocketState::time_wait);
}

bool has_no_owner(const Facts& facts, const Socket& socket) {
  return (socket.pids.empty() || socket.pids.front() == 0) && !lingers(facts, socket);
}

std::string places(const Conflict& conflict, std::uint16_t port) {
  std::set<std::string> texts;
  for (const auto* socket : conflict.sockets) texts.insert(text(socket->local, port));
  return fmt::format("{}", fmt::join(texts, ", "));
}

bool is_system(const Conflict& conflict) {
  for (const auto* socket : conflict.sockets)
    for (const auto pid : socket->pids)
      if (pid == windows_system_pid) return true;
  return false;
}

bool shared_by_several(const Conflict& conflict) {
  if (conflict.state != SocketState::listen) return false;
  for (const auto* a : conflict.sockets)
    for (const auto* b : conflict.sockets)
      if (a->local == b->local && !a->pids.empty() && !b->pids.empty() &&
          a->pids.front() != b->pids.front())
        return true;
  return false;
}

std::string_view verb(SocketState state) {
  switch (state) {
    case SocketState::listen:
      return "listens on";
    case SocketState::bound:
      return "has bound but does not listen on";
    default:
      return "has a connection on";
  }
}

void describe_owned(const Query& query, const Conflict& conflict, Finding& finding) {
  const auto where = places(conflict, query.port);
  finding.code = conflict.state == SocketState::bound ? "port.bound" : "port.in-use";
  finding.message = fmt::format("{} {} {}", names_of(conflict.owners), verb(conflict.state), where);
  if (query.protocol == Protocol::udp && conflict.state == SocketState::bound) {
    finding.code = "port.in-use";
    finding.message = fmt::format("{} receives on {}/udp", names_of(conflict.owners), where);
  } else if (conflict.state == SocketState::connected) {
    finding.cause =
        "no server listens: a connection, perhaps an outgoing one that was given this port, keeps "
        "it";
  }
  if (shared_by_several(conflict)) {
    finding.code = "port.shared";
    finding.message =
        fmt::format("several servers listen on {} at once: {}", where, names_of(conflict.owners));
    finding.cause = "the system lets them share it; which one answers is not for you to choose";
  }
}

void describe_unowned(const Query& query, const Conflict& conflict, Finding& finding) {
  const auto where = places(conflict, query.port);
  finding.code = conflict.state == SocketState::bound ? "port.bound" : "port.in-use";
  if (conflict.ghosts.empty())
    finding.message =
        fmt::format("a process that cannot be seen {} {}", verb(conflict.state), where);
  else
    finding.message = fmt::format("pid {} {} {}, but runs no longer", conflict.ghosts.front(),
                                  verb(conflict.state), where);
}

bool all_linger(const Facts& facts, const Conflict& conflict) {
  return std::all_of(conflict.sockets.begin(), conflict.sockets.end(), [&](const Socket* socket) {
    return lingers(facts, *socket) ||
           (socket->state == SocketState::time_wait && conflict.owners.empty());
  });
}

Finding time_wait(const Query& query) {
  Finding finding;
  finding.code = "port.time-wait";
  finding.severity = Severity::blocker;
  finding.message = fmt::format("closed connections keep port {} for up to a minute", query.port);
  finding.cause = "the server before did not set SO_REUSEADDR, so the kernel holds it in TIME_WAIT";
  finding.remedies.push_back(
      {"wait: it clears by itself within 60 s (--wait 60s)", std::nullopt, Needs::nothing});
  return finding;
}

bool is_foreign(const Facts& facts, const Conflict& conflict) {
  if (facts.elevated) return false;
  return std::any_of(conflict.sockets.begin(), conflict.sockets.end(), [&](const Socket* socket) {
    return has_no_owner(facts, *socket) && socket->uid && facts.own_uid &&
           *socket->uid != *facts.own_uid;
  });
}

Remedy see_as_root(const Query& query) {
  return {"run the same as root to see the owner",
          fmt::format("sudo preflight port {}", query.port), Needs::admin};
}

Finding owner_unknown(const Query& query, const Facts& facts, const Conflict& conflict,
                      Severity severity) {
  Finding finding;
  finding.code = "port.owner-unknown";
  finding.severity = severity;
  finding.hard = severity == Severity::blocker && is_foreign(facts, conflict);
  finding.message = fmt::format("who has port {} cannot be seen", query.port);
  if (facts.unseen_processes > 0) {
    finding.cause = fmt::format("{} of other users could not be looked into",
                                count_of(facts.unseen_processes, "process", "processes"));
    finding.remedies.push_back(see_as_root(query));
  } else {
    finding.cause =
        "it belongs to the kernel (NFS and the like), to another namespace, or to a process that "
        "the system does not name";
    finding.remedies.push_back(
        {"look in the containers and virtual machines of this host", std::nullopt, Needs::person});
  }
  return finding;
}

Value evidence_of(const Conflict& conflict) {
  Value sockets = Value::array();
  for (const auto* socket : conflict.sockets) {
    Value one{{"address", text(socket->local)}};
    if (socket->inode != 0) one["inode"] = socket->inode;
    if (socket->uid) one["uid"] = *socket->uid;
    sockets.push_back(std::move(one));
  }
  return {{"sockets", std::move(sockets)}};
}

Finding owned(const Query& query, const Facts& facts, const Conflict& conflict) {
  Finding finding;
  finding.severity = Severity::blocker;
  if (conflict.owners.empty())
    describe_unowned(query, conflict, finding);
  else
    describe_owned(query, conflict, finding);
  auto ending = how_to_end(conflict.owners, facts.windows);
  finding.hard = ending.hard || is_foreign(facts, conflict);
  finding.remedies = std::move(ending.remedies);
  if (conflict.owners.empty() && facts.unseen_processes > 0)
    finding.remedies.push_back(see_as_root(query));
  for (const auto& owner : conflict.owners) finding.processes.push_back(owner.process);
  judge_forwarded(query, facts, conflict, finding);
  finding.evidence = evidence_of(conflict);
  return finding;
}

}  // namespace

std::string names_of(const std::vector<Identified>& owners) {
  std::string all;
  constexpr std::size_t most = 3;
  for (std::size_t i = 0; i < owners.size() && i < most; ++i)
    all += fmt::format("{}{} (pid {})", i == 0 ? "" : ", ", owners[i].process.name,
                       owners[i].process.pid);
  if (owners.size() > most) all += fmt::format(" and {} more", owners.size() - most);
  return all;
}

Conflict find_conflict(const Query& query, const Facts& facts) {
  for (const auto state : {SocketState::listen, SocketState::bound, SocketState::connected,
                           SocketState::time_wait, SocketState::unknown}) {
    Conflict conflict;
    conflict.state = state;
    for (const auto& socket : facts.sockets) {
      if (socket.state != state || !overlaps(query, socket)) continue;
      conflict.sockets.push_back(&socket);
      conflict.ownerless = conflict.ownerless || has_no_owner(facts, socket);
      for (const auto pid : socket.pids)
        if (pid != 0) add_owner(facts, pid, state, conflict);
    }
    if (!conflict.sockets.empty()) return conflict;
  }
  return {};
}

Findings judge_conflict(const Query& query, const Facts& facts, const Conflict& conflict) {
  Findings findings;
  if (conflict.sockets.empty()) {
    findings.push_back(owner_unknown(query, facts, conflict, Severity::blocker));
    findings.back().message =
        fmt::format("port {} is taken, but no socket on it is seen", query.port);
  } else if (facts.windows && is_system(conflict)) {
    findings.push_back(held_by_system(query));
  } else if (all_linger(facts, conflict)) {
    findings.push_back(time_wait(query));
  } else {
    findings.push_back(owned(query, facts, conflict));
    if (conflict.ownerless)
      findings.push_back(owner_unknown(query, facts, conflict, Severity::info));
  }
  suggest_free_port(facts, findings.front());
  return findings;
}

}  // namespace preflight::port
