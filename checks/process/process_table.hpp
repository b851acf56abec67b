// The table of all processes of Windows: NtQuerySystemInformation, class 5
// (SystemProcessInformation), as 64-bit Windows lays it out. Decoder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace preflight {

struct ProcessRow {
  std::uint32_t pid{};
  std::uint32_t parent{};   ///< who started it; by now that pid may be free or another's
  std::uint64_t created{};  ///< FILETIME: 100 ns since 1601, UTC; 0: not told
  std::uint32_t threads{};  ///< 0: it has ended, and only handles keep its entry
  bool suspended{};         ///< it has threads, and all of them are suspended
  std::u16string name{};    ///< file name of the program; empty for the idle process
};

struct ProcessTable {
  std::vector<ProcessRow> rows{};
  bool complete{true};  ///< false: the bytes ended, or pointed, where they must not

  [[nodiscard]] const ProcessRow* find(std::uint32_t pid) const;

  /// The parent while it still runs: one that is younger than its child has only got the pid.
  [[nodiscard]] const ProcessRow* living_parent(const ProcessRow& row) const;
};

/// `address`: where the system wrote `bytes`, since the names are told as pointers into them.
ProcessTable decode_process_table(std::span<const std::byte> bytes, std::uint64_t address);

/// Milliseconds since 1970 of a FILETIME; nothing before that.
std::optional<std::int64_t> unix_milliseconds(std::uint64_t filetime);

}  // namespace preflight
