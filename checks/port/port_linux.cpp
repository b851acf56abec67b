#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <set>

#include "checks/base/descriptor_linux.hpp"
#include "checks/base/text.hpp"
#include "checks/port/bind.hpp"
#include "checks/port/port.hpp"
#include "checks/port/sockets_linux.hpp"

namespace preflight::port {

namespace {

constexpr std::uint32_t usual_first_unprivileged = 1024;

/// The numbers in a file of /proc/sys.
std::vector<std::uint64_t> read_numbers(const char* path) {
  const Descriptor file{open(path, O_RDONLY | O_CLOEXEC)};
  std::array<char, 128> buffer{};
  const auto got = file ? read(file.get(), buffer.data(), buffer.size()) : -1;
  std::vector<std::uint64_t> numbers;
  if (got <= 0) return numbers;
  const auto line = trim({buffer.data(), static_cast<std::size_t>(got)});
  for (const auto word : split(line, '\t'))
    if (const auto number = parse_unsigned(word)) numbers.push_back(*number);
  return numbers;
}

std::optional<PortRange> ephemeral_range() {
  const auto numbers = read_numbers("/proc/sys/net/ipv4/ip_local_port_range");
  if (numbers.size() != 2) return std::nullopt;
  return PortRange{static_cast<std::uint32_t>(numbers[0]), static_cast<std::uint32_t>(numbers[1])};
}

std::uint32_t first_unprivileged() {
  const auto numbers = read_numbers("/proc/sys/net/ipv4/ip_unprivileged_port_start");
  return numbers.empty() ? usual_first_unprivileged : static_cast<std::uint32_t>(numbers[0]);
}

// Without an address a server takes both families: one dual-stack socket meets what either would.
// A machine without IPv6 has IPv4's alone.
std::vector<Bind> bind_as_asked(const Query& query) {
  if (query.address) return {try_bind(*query.address, query.port, query.protocol, false)};
  auto both = try_bind(any_v6(), query.port, query.protocol, true);
  if (both.outcome != BindOutcome::unsupported && both.outcome != BindOutcome::not_local)
    return {both};
  return {try_bind(any_v4(), query.port, query.protocol, false)};
}

bool all_ok(const std::vector<Bind>& binds) {
  return std::all_of(binds.begin(), binds.end(),
                     [](const Bind& bind) { return bind.outcome == BindOutcome::ok; });
}

// Who asks for an address of one family may be talked past by clients of the other: "localhost" is
// both 127.0.0.1 and ::1.
void look_next_door(const Query& query, Facts& facts) {
  if (!query.address || query.protocol == Protocol::udp) return;
  const auto& wanted = *query.address;
  if (!is_wildcard(wanted) && !is_loopback(wanted)) return;
  const auto v6 = wanted.family == Family::v4;
  const auto next = v6 ? loopback_v6() : loopback_v4();
  if (auto socket = listener_on(next, query.port)) facts.sockets.push_back(std::move(*socket));
}

void identify_owners(Facts& facts, Deadline deadline) {
  find_owners(facts.sockets, facts.unseen_processes, deadline);
  std::set<std::uint32_t> pids;
  for (const auto& socket : facts.sockets) pids.insert(socket.pids.begin(), socket.pids.end());
  for (const auto pid : pids)
    if (auto owner = identify(pid)) facts.owners.push_back(std::move(*owner));
}

bool any_in_the_way(const Query& query, const std::vector<Socket>& sockets) {
  return std::any_of(sockets.begin(), sockets.end(),
                     [&](const Socket& socket) { return overlaps(query, socket); });
}

std::optional<std::uint16_t> find_free_port(const Query& query,
                                            const std::optional<PortRange>& ephemeral) {
  constexpr int tries = 50;
  Query other = query;
  for (int step = 1; step <= tries && query.port + step <= 65535; ++step) {
    other.port = static_cast<std::uint16_t>(query.port + step);
    if (ephemeral && other.port >= ephemeral->first && other.port <= ephemeral->last) continue;
    if (all_ok(bind_as_asked(other))) return other.port;
  }
  return std::nullopt;
}

void look_for_who_is_there(const Query& query, Facts& facts, Deadline deadline) {
  facts.sockets = sockets_on_port(query.port, query.protocol, query.inspect, facts.gaps);
  if (!any_in_the_way(query, facts.sockets) && !query.inspect)
    facts.sockets = sockets_on_port(query.port, query.protocol, true, facts.gaps);
  identify_owners(facts, deadline);
}

}  // namespace

Facts probe(const Query& query, Deadline deadline) {
  Facts facts;
  facts.binds = bind_as_asked(query);
  facts.ephemeral = ephemeral_range();
  const bool free = all_ok(facts.binds);
  if (!free || query.inspect) {
    look_for_who_is_there(query, facts, deadline);
  } else {
    look_next_door(query, facts);
    if (!facts.sockets.empty()) identify_owners(facts, deadline);
  }
  if (free) return facts;
  facts.elevated = elevated();
  facts.own_uid = geteuid();
  facts.first_unprivileged = first_unprivileged();
  facts.free_port = find_free_port(query, facts.ephemeral);
  return facts;
}

}  // namespace preflight::port
