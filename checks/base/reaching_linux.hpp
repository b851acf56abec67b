// A connection that is kept. Only *_linux.cpp files include this.
#pragma once

#include "checks/base/descriptor_linux.hpp"
#include "checks/base/reaching.hpp"

namespace preflight::net {

/// As `find_way`, but the connection that was made is given back, open and non-blocking. Empty
/// where `is_connected(way)` is not so.
Descriptor connect_on_way(const std::string& host, std::uint16_t port, Deadline deadline, Way& way);

}  // namespace preflight::net
