// The room `port`: could a server bind this address and port now, and if not, who has it?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/base/gap.hpp"
#include "checks/check.hpp"
#include "checks/port/address.hpp"
#include "checks/process/process.hpp"

namespace preflight::port {

enum class Protocol { tcp, udp };

/// What SPEC asks for. No address: every address, IPv4 and IPv6.
struct Query {
  std::optional<Address> address{};
  std::uint16_t port{};
  Protocol protocol{Protocol::tcp};
  bool inspect{};  ///< by hand: tell of every socket on the port, in the way or not
};

enum class SocketState { listen, bound, connected, time_wait, unknown };

struct Socket {
  Address local{};
  SocketState state{SocketState::unknown};
  bool dual_stack{};  ///< an IPv6 wildcard that takes IPv4 as well
  std::optional<Address> remote{};
  std::uint16_t remote_port{};
  std::optional<std::uint32_t> uid{};  ///< Linux
  std::uint64_t inode{};               ///< Linux; 0: no process has it (any more)
  std::vector<std::uint32_t> pids{};   ///< owners; Windows tells one, 0 where it tells none
};

/// What a server's own bind(2) met.
enum class BindOutcome { ok, in_use, denied, not_local, unsupported, failed };

struct Bind {
  Address address{};
  BindOutcome outcome{BindOutcome::failed};
  SystemError error{};
};

struct PortRange {
  std::uint32_t first{}, last{};
};

struct ReservedRange {
  PortRange range{};
  bool administered{};  ///< by `netsh ... add excludedportrange`: does not keep a server from
                        ///< binding
};

/// `netsh interface portproxy`, read from the registry.
struct PortProxy {
  std::string listen{};   ///< "0.0.0.0/8000" as Windows stores it
  std::string connect{};  ///< "172.20.1.2/8000"
};

struct Facts {
  bool windows{};
  std::vector<Bind> binds{};      ///< one for each address that the query asks for
  std::vector<Socket> sockets{};  ///< on this port and protocol, on any address
  std::vector<Identified> owners{};
  bool elevated{};                         ///< we may do anything
  std::optional<std::uint32_t> own_uid{};  ///< Linux; as of Socket::uid
  std::size_t unseen_processes{};          ///< whose descriptors this user may not look at
  Gaps gaps{};                             ///< tables that could not be read
  std::optional<PortRange> ephemeral{};
  std::uint32_t first_unprivileged{};  ///< Linux: ports below need a capability
  /// Set aside by `netsh int ipv4 add excludedportrange`, which keeps the system from giving a port
  /// away, but not a server from binding it.
  std::vector<PortRange> administered{};
  std::vector<PortProxy> proxies{};
  std::optional<std::uint16_t> free_port{};  ///< near by, proved free; looked for only when taken
};

std::variant<Query, UsageError> parse(const Request& request);
Facts probe(const Query& query, Deadline deadline);
Findings judge(const Query& query, const Facts& facts);

/// "127.0.0.1:8000/tcp", "*:8000/udp".
std::string target_of(const Query& query);

/// Does a socket on `local` stand in the way of one that asks for `query`?
bool overlaps(const Query& query, const Socket& socket);

Value to_json(const Facts& facts);
/// What the judge says of the facts, with the line for a person.
Outcome judged(const Query& query, const Facts& facts);

Value to_record(const Query& query, const Facts& facts);
Prepared replay(const Value& record);

Check check();

}  // namespace preflight::port
