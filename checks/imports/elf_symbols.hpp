// The symbols of an ELF file: what it needs from others, and what it offers them. Decoder.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "checks/imports/elf.hpp"

namespace preflight::imports::elf {

struct NeededSymbol {
  std::string_view name{};
  std::string_view version{};  ///< empty: any
  std::string_view file{};     ///< with a version: the library that is to have it (DT_NEEDED)
  bool weak{};                 ///< does without
  bool data{};                 ///< a variable: bound at start, however lazily functions are
};

/// Undefined symbols. `incomplete` where the tables lead outside of the file.
struct NeededSymbols {
  std::vector<NeededSymbol> symbols{};
  bool incomplete{};
};
/// Their names are views into `file`, all its bytes; their versions those of the image.
NeededSymbols needed_symbols(const Image& image, Bytes file);

/// The hash table, searched where it lies. The image and all bytes of the file must outlive it.
class SymbolTable {
 public:
  SymbolTable(const Image& image, Bytes file);

  /// As ld.so looks it up: a definition without a version answers any request. `hash` is
  /// gnu_hash(name).
  [[nodiscard]] bool defines(std::string_view name, std::string_view version,
                             std::uint32_t hash) const;

  /// False: it has no table to search, so a miss tells nothing.
  [[nodiscard]] bool searchable() const { return bucket_count_ > 0; }

 private:
  [[nodiscard]] bool is_match(std::uint32_t index, std::string_view name,
                              std::string_view version) const;
  [[nodiscard]] bool find_gnu(std::string_view name, std::string_view version,
                              std::uint32_t hash) const;
  [[nodiscard]] bool find_system_v(std::string_view name, std::string_view version) const;
  [[nodiscard]] std::uint32_t word(Bytes bytes, std::uint64_t at) const;
  void order_by_index();
  [[nodiscard]] const VersionDefinition* definition(std::size_t index) const;

  const Image* image_;
  Bytes symbols_{}, versions_{}, strings_{};
  Bytes bloom_{}, buckets_{}, chains_{};
  std::uint32_t bucket_count_{}, first_hashed_{}, bloom_shift_{}, bloom_count_{};
  bool gnu_{};
  std::vector<const VersionDefinition*> by_index_{};  ///< empty: they stand in their order
};

std::uint32_t gnu_hash(std::string_view name);

}  // namespace preflight::imports::elf
