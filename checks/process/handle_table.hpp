// The tables in which Windows tells who has what open, as 64-bit Windows lays them out. Decoder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace preflight {

/// One handle of one process: SYSTEM_HANDLE_TABLE_ENTRY_INFO_EX.
struct HandleRow {
  std::uint32_t pid{};
  std::uint64_t handle{};
  std::uint32_t access{};  ///< granted access mask
  std::uint16_t type{};    ///< index of the object type; another number on each version of Windows

  /// FILE_WRITE_DATA or FILE_APPEND_DATA.
  [[nodiscard]] bool writable() const { return (access & 6U) != 0; }

  /// What a pipe is usually opened with. Asking such a handle anything waits until the operation
  /// that is pending on it is over.
  [[nodiscard]] bool looks_like_a_pipe() const {
    return access == 0x0012'019f || access == 0x0012'0189 || access == 0x0012'0196 ||
           access == 0x0012'0089 || access == 0x0012'0116 || access == 0x001a'019f;
  }
};

struct HandleTable {
  std::vector<HandleRow> rows{};
  bool complete{true};  ///< false: fewer rows than the table says it has
};

/// NtQuerySystemInformation, class 64 (SystemExtendedHandleInformation).
HandleTable decode_handle_table(std::span<const std::byte> bytes);

/// NtQueryInformationFile, class 47 (FileProcessIdsUsingFileInformation): the processes that have a
/// file open. Nothing where the bytes end too early.
std::optional<std::vector<std::uint32_t>> decode_process_ids(std::span<const std::byte> bytes);

}  // namespace preflight
