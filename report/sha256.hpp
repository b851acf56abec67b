// SHA-256 (FIPS 180-4). What a page's security policy and the fingerprints of SARIF are made of.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace preflight {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view bytes);

std::string to_hex(const Digest& digest);     ///< 64 digits, lower case
std::string to_base64(const Digest& digest);  ///< RFC 4648, section 4, with its padding

}  // namespace preflight
