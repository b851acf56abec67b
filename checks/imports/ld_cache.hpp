// /etc/ld.so.cache: where ldconfig found which library (glibc's sysdeps/generic/dl-cache.h).
// Decoder of the format that glibc has written since 2.2, alone or behind the old one.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "checks/imports/bytes.hpp"

namespace preflight::imports {

/// A place where a library was, when ldconfig ran.
struct CachedPath {
  std::string_view path{};
  /// For processors of this level only: "x86-64-v3"; empty: for all. Nothing where it stands for a
  /// capability of an older system that no loader of today knows by name.
  std::optional<std::string_view> level{};
};

/// Searched where it lies; the bytes must outlive it.
class LdCache {
 public:
  static std::optional<LdCache> decode(Bytes bytes);

  /// All entries for `name`, of whatever machine, in the order of the file.
  [[nodiscard]] std::vector<CachedPath> find(std::string_view name) const;

 private:
  /// Of the entry with this index; a search looks at many names and at few paths.
  [[nodiscard]] std::string_view name(std::uint32_t index) const;
  [[nodiscard]] CachedPath path(std::uint32_t index) const;
  [[nodiscard]] std::string_view text(std::uint64_t field) const;  ///< that a field leads to
  [[nodiscard]] std::optional<std::string_view> level(std::uint64_t capability) const;
  void decode_levels(std::uint32_t extension);

  Bytes bytes_{};  ///< from the header on
  std::uint32_t count_{};
  bool big_endian_{};
  std::vector<std::string_view> levels_{};
};

}  // namespace preflight::imports
