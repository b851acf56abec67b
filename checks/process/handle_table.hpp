// Decoder of the system's handle table: SYSTEM_HANDLE_INFORMATION_EX, what NtQuerySystemInformation
// gives for class 64 (System Informer, phnt, ntexapi.h). Pure; the layout is that of 64-bit
// Windows.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace preflight {

struct HandleRow {
  std::uint32_t pid{};
  std::uint64_t handle{};
  std::uint32_t access{};  ///< rights it was opened with
  std::uint16_t type{};    ///< number of the object type, other on each version of Windows
};

struct HandleTable {
  std::vector<HandleRow> rows{};
  bool complete{true};  ///< false where the table says that it has more rows than bytes
};

HandleTable parse_handle_table(std::span<const std::byte> table);

}  // namespace preflight
