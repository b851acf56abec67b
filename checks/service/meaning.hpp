// What a code says, in few words. The one place of this room that asks.
#pragma once

#include <cstdint>
#include <string>

namespace preflight::service {

/// Of a Win32 code or, from 0x80000000 on, an NTSTATUS; empty where it is not known.
std::string meaning_of(std::uint32_t code);

}  // namespace preflight::service
