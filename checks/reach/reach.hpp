// The room `reach`: can a TCP connection be made to this machine and port?
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/base/system_error.hpp"
#include "checks/check.hpp"

namespace preflight::reach {

struct Query {
  std::string host{};  ///< a name or an address, without brackets
  std::uint16_t port{};
};

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

struct Facts {
  bool windows{};
  Resolution resolution{Resolution::found};
  std::string resolver{};  ///< what the resolver said, where nothing was found
  /// One for each address that was tried, in the order of the resolver, up to the first that
  /// connects.
  std::vector<Attempt> attempts{};
  std::size_t untried{};  ///< addresses that no time was left for
};

std::variant<Query, UsageError> parse(const Request& request);

/// Tries every address in turn: connect(2) without waiting, then poll(2). Each gets its share of
/// the time that is left. A connection that is made is closed at once; nothing is sent.
///
/// Names: getent(1) on Linux, which asks what the machine is set up to ask (nsswitch.conf(5)) and
/// keeps the order of getaddrinfo(3); a static program has no name service of its own. GetAddrInfoW
/// on Windows.
Facts probe(const Query& query, Deadline deadline);

Findings judge(const Query& query, const Facts& facts);
Check check();

/// "db.example.org:5432", "[::1]:5432".
std::string target_of(const Query& query);

/// The addresses in what `getent ahosts NAME` says, each once, in order.
std::vector<std::string> getent_addresses(std::string_view output);

/// The addresses that the text of /etc/hosts, hosts(5), has for a name; case does not matter.
std::vector<std::string> hosts_addresses(std::string_view hosts, std::string_view name);

}  // namespace preflight::reach
