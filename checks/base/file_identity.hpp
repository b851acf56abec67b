// What makes two paths the same file. Never compare paths: hard links, symlinks, bind mounts,
// containers and case folding all give one file many names.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace preflight {

/// Linux: st_dev and st_ino (`file_high` 0). Windows: volume serial number and the 128-bit id of
/// FILE_ID_INFO, low half in `file`.
struct FileIdentity {
  std::uint64_t volume{};
  std::uint64_t file{};
  std::uint64_t file_high{};

  auto operator<=>(const FileIdentity&) const = default;
};

}  // namespace preflight
