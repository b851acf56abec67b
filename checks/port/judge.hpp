// Pieces of the judge of `port` that have a file of their own. Pure.
#pragma once

#include <string>
#include <vector>

#include "checks/port/port.hpp"

namespace preflight::port {

/// The sockets that stand in the way of the query, and their owners with their roles.
struct Conflict {
  std::vector<const Socket*> sockets{};  ///< all of one state
  SocketState state{SocketState::unknown};
  std::vector<Identified> owners{};     ///< as far as they are known
  std::vector<std::uint32_t> ghosts{};  ///< owners that run no longer
  bool ownerless{};                     ///< at least one socket has no owner that is seen
};

/// Listeners where there are any, else bound sockets, else connections, else what lingers.
Conflict find_conflict(const Query& query, const Facts& facts);

/// What the owner of a taken port makes of it: in-use, forwarded, held-by-system, shared, bound,
/// time-wait, owner-unknown.
Findings judge_conflict(const Query& query, const Facts& facts, const Conflict& conflict);

/// "node.exe (pid 7), node.exe (pid 8) and 4 more"
std::string names_of(const std::vector<Identified>& owners);

/// What a driver of Windows (pid 4) listens on.
Finding held_by_system(const Query& query);

/// Turns `finding` to the one behind, where the owner only passes on what comes to the port.
void judge_forwarded(const Query& query, const Facts& facts, const Conflict& conflict,
                     Finding& finding);

/// The finding for a bind that was denied though nobody has the port (Windows 10013, Linux EACCES).
Finding judge_denied(const Query& query, const Facts& facts, const Bind& bind);

/// "or let the server use another port: 8001 is free" where one was found.
void suggest_free_port(const Facts& facts, Finding& finding);

}  // namespace preflight::port
