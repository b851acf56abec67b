// Names and addresses of machines, as text. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace preflight::net {

/// Whether this could be the name or the IPv4 address of a machine, or an international name. One
/// that begins with '-' would be an option of getent(1), and is none of a host (RFC 1123).
bool may_be_host(std::string_view host);

/// Whether this could be an IPv6 address, without brackets: "::1", "fe80::1%eth0".
bool may_be_ipv6(std::string_view host);

/// "db.example.org:5432", "[::1]:5432".
std::string host_and_port(std::string_view host, std::uint16_t port);

/// The addresses in what `getent ahosts NAME` says, each once, in order.
std::vector<std::string> getent_addresses(std::string_view output);

/// The addresses that the text of /etc/hosts, hosts(5), has for a name; case does not matter.
std::vector<std::string> hosts_addresses(std::string_view hosts, std::string_view name);

}  // namespace preflight::net
