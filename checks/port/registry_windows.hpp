// What the registry holds about ports. Only *_windows.cpp files include this.
#pragma once

#include <vector>

#include "checks/port/port.hpp"

namespace preflight::port {

/// `netsh int ipv4 add excludedportrange`: kept for whoever asks for the port by its number.
std::vector<PortRange> administered_ranges(Protocol protocol);

/// `netsh interface portproxy`.
std::vector<PortProxy> port_proxies();

}  // namespace preflight::port
