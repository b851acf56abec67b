// Ports and addresses in the tables and messages of a system, in network order. A row is known to
// be long enough before it is read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "checks/port/address.hpp"

namespace preflight::port {

inline std::uint16_t port_at(std::span<const std::uint8_t> bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

inline Address address_at(std::span<const std::uint8_t> bytes, std::size_t at, Family family) {
  Address address{family, {}};
  std::memcpy(address.bytes.data(), bytes.data() + at, family == Family::v6 ? 16 : 4);
  return address;
}

}  // namespace preflight::port
