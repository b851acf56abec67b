// The way to another machine: its addresses, and what each of them answered to a TCP connection.
// Two bodies: reaching_linux.cpp, reaching_windows.cpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/base/system_error.hpp"

namespace preflight::net {

/// Ascending: a later one tells less of the other machine.
enum class Answer {
  connected,
  refused,
  timed_out,
  unreachable,  ///< no way to that network or machine
  denied,       ///< by a rule of this machine
  failed
};

struct Attempt {
  std::string address{};  ///< "127.0.0.1", "::1"
  Answer answer{Answer::failed};
  SystemError error{};
  std::chrono::milliseconds took{};
};

enum class Resolution {
  found,
  unknown_name,  ///< there is no such name, or it has no address
  no_answer,     ///< the name server did not answer in time, or failed
  not_asked      ///< this machine has nothing to ask with
};

struct Way {
  bool windows{};
  Resolution resolution{Resolution::found};
  std::string resolver{};  ///< what the resolver said, where nothing was found
  /// One for each address that was tried, in the order of the resolver, up to the first that
  /// connects.
  std::vector<Attempt> attempts{};
  std::size_t untried{};  ///< addresses that no time was left for
};

/// Tries every address in turn: connect(2) without waiting, then poll(2). Each gets its share of
/// the time that is left. A connection that is made is closed at once; nothing is sent.
///
/// Names: getent(1) on Linux, which asks what the machine is set up to ask (nsswitch.conf(5)) and
/// keeps the order of getaddrinfo(3); a static program has no name service of its own. GetAddrInfoW
/// on Windows.
Way find_way(const std::string& host, std::uint16_t port, Deadline deadline);

bool is_connected(const Way& way);

/// "::1 refuses (ECONNREFUSED), 127.0.0.1 does not answer in 3 s"
std::string all_of(const Way& way);

/// The answer that tells most: somebody who refuses is nearer than nobody. There must be one.
const Attempt& most_telling(const Way& way);

/// Why a machine answers so, in words; empty where nothing can be said.
std::string why(Answer answer);

/// Why there is no address: of all but `Resolution::found`.
std::string why(Resolution resolution);

}  // namespace preflight::net
