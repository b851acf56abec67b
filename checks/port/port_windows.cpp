#include <winsock2.h>
// These need winsock2.h before them.
#include <iphlpapi.h>
#include <windows.h>

#include <algorithm>
#include <cstring>
#include <set>
#include <span>

#include "checks/port/bind.hpp"
#include "checks/port/judge.hpp"
#include "checks/port/port.hpp"
#include "checks/port/registry_windows.hpp"
#include "checks/port/windows_tables.hpp"

namespace preflight::port {

namespace {

// The table can grow between asking for its size and for itself.
constexpr int most_tries = 8;

/// `ask(buffer, &size)` is one of the table functions; the bytes of the table, or its error.
template <class Ask>
std::variant<std::vector<std::uint8_t>, SystemError> read_table(Ask ask) {
  std::vector<std::uint8_t> table(16 * 1024);
  DWORD error = ERROR_INSUFFICIENT_BUFFER;
  for (int i = 0; i < most_tries && error == ERROR_INSUFFICIENT_BUFFER; ++i) {
    DWORD size = static_cast<DWORD>(table.size());
    error = ask(table.data(), &size);
    if (error == ERROR_SUCCESS) return table;
    table.resize(std::max<std::size_t>(size, table.size()) * 2);
  }
  return SystemError{static_cast<int>(error)};
}

TableAnswer decode(const std::vector<std::uint8_t>& table, Family family, const Query& query) {
  return query.protocol == Protocol::udp ? parse_udp_table(table, family, query.port)
                                         : parse_tcp_table(table, family, query.port);
}

void read_sockets(const Query& query, Family family, Facts& facts) {
  const ULONG af = family == Family::v6 ? AF_INET6 : AF_INET;
  const auto table = read_table([&](void* buffer, DWORD* size) {
    return query.protocol == Protocol::udp
               ? GetExtendedUdpTable(buffer, size, FALSE, af, UDP_TABLE_OWNER_PID, 0)
               : GetExtendedTcpTable(buffer, size, FALSE, af, TCP_TABLE_OWNER_PID_ALL, 0);
  });
  const auto* name =
      family == Family::v6 ? "the table of IPv6 sockets" : "the table of IPv4 sockets";
  if (const auto* error = std::get_if<SystemError>(&table)) {
    facts.gaps.push_back({name, *error, "cannot be read"});
    return;
  }
  auto answer = decode(std::get<0>(table), family, query);
  if (answer.malformed) facts.gaps.push_back({name, {}, "is not whole"});
  for (auto& socket : answer.sockets) facts.sockets.push_back(std::move(socket));
}

/// Sockets that are bound but do not listen are in no documented table. These functions are in
/// iphlpapi.dll since Windows 8 (System Informer, netprv.h); where they are missing, so are they.
void read_bound_sockets(const Query& query, Family family, Facts& facts) {
  using Function = DWORD(WINAPI*)(void**, HANDLE, DWORD);
  const auto library = GetModuleHandleW(L"iphlpapi.dll");
  const auto address =
      library == nullptr
          ? nullptr
          : GetProcAddress(library, family == Family::v6 ? "InternalGetBoundTcp6EndpointTable"
                                                         : "InternalGetBoundTcpEndpointTable");
  if (address == nullptr) return;
  void* table = nullptr;
  const auto ask = reinterpret_cast<Function>(reinterpret_cast<void*>(address));
  if (ask(&table, GetProcessHeap(), 0) != NO_ERROR || table == nullptr) return;
  DWORD rows = 0;
  std::memcpy(&rows, table, sizeof rows);
  const std::span bytes(static_cast<const std::uint8_t*>(table), bound_table_size(family, rows));
  for (auto& socket : parse_bound_table(bytes, family, query.port).sockets)
    facts.sockets.push_back(std::move(socket));
  HeapFree(GetProcessHeap(), 0, table);
}

// Without an address each family is bound by itself; a machine without IPv6 has IPv4's alone.
std::vector<Bind> bind_as_asked(const Query& query) {
  if (query.address) return {try_bind(*query.address, query.port, query.protocol, false)};
  std::vector<Bind> binds{try_bind(any_v4(), query.port, query.protocol, false)};
  const auto v6 = try_bind(any_v6(), query.port, query.protocol, false);
  if (v6.outcome != BindOutcome::unsupported && v6.outcome != BindOutcome::not_local)
    binds.push_back(v6);
  return binds;
}

bool all_ok(const std::vector<Bind>& binds) {
  return std::all_of(binds.begin(), binds.end(),
                     [](const Bind& bind) { return bind.outcome == BindOutcome::ok; });
}

// Connections that outlive their server are in the way of an exclusive bind, but of no server's
// that asks for nothing special (Winsock, "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE").
void forgive_leftovers(const Query& query, Facts& facts) {
  const auto state = find_conflict(query, facts).state;
  if (state != SocketState::connected && state != SocketState::time_wait) return;
  for (auto& bind : facts.binds) {
    if (bind.outcome == BindOutcome::ok) continue;
    const auto plain = try_plain_bind(bind.address, query.port, query.protocol);
    if (plain.outcome == BindOutcome::ok) bind = plain;
  }
}

// The tables do not tell whether an IPv6 wildcard takes IPv4 too; an exclusive bind of an IPv4
// address that succeeds beside it does.
void tell_dual_stack(const Query& query, Facts& facts) {
  if (!query.address || query.address->family != Family::v4 || !all_ok(facts.binds)) return;
  for (auto& socket : facts.sockets) socket.dual_stack = false;
}

void identify_owners(Facts& facts) {
  std::set<std::uint32_t> pids;
  for (const auto& socket : facts.sockets) pids.insert(socket.pids.begin(), socket.pids.end());
  pids.erase(0);
  for (const auto pid : pids)
    if (auto owner = identify(pid)) facts.owners.push_back(std::move(*owner));
}

std::optional<std::uint16_t> find_free_port(const Query& query) {
  constexpr int tries = 50;
  Query other = query;
  for (int step = 1; step <= tries && query.port + step <= 65535; ++step) {
    other.port = static_cast<std::uint16_t>(query.port + step);
    if (all_ok(bind_as_asked(other))) return other.port;
  }
  return std::nullopt;
}

}  // namespace

Facts probe(const Query& query, Deadline /*nothing here waits*/) {
  Facts facts;
  facts.windows = true;
  // Both tables: a dual-stack listener is in the IPv6 one alone.
  read_sockets(query, Family::v4, facts);
  read_sockets(query, Family::v6, facts);
  facts.binds = bind_as_asked(query);
  tell_dual_stack(query, facts);
  if (!all_ok(facts.binds)) {
    if (query.protocol == Protocol::tcp) {
      read_bound_sockets(query, Family::v4, facts);
      read_bound_sockets(query, Family::v6, facts);
    }
    forgive_leftovers(query, facts);
  }
  if (!facts.sockets.empty()) identify_owners(facts);
  if (all_ok(facts.binds) && facts.sockets.empty()) return facts;
  facts.elevated = elevated();
  facts.administered = administered_ranges(query.protocol);
  facts.proxies = port_proxies();
  facts.free_port = find_free_port(query);
  return facts;
}

}  // namespace preflight::port
