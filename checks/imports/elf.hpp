// Programs and libraries of Linux: the ELF format (System V ABI "Object Files", elf(5)) with the
// GNU extensions for symbol versions and hashing (LSB Core, "Symbol Versioning"). Decoder: nothing
// is opened, nothing thrown. All is found by the program headers, as the loader does it: a file
// whose section headers are stripped reads the same.
//
// All text is a view into the bytes that were handed in, and lives as long as they do, or as
// long as the copy of own_texts().
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "checks/imports/bytes.hpp"
#include "checks/imports/pieces.hpp"

namespace preflight::imports::elf {

/// e_machine; other values occur.
enum class Machine : std::uint16_t {
  none = 0,
  x86 = 3,
  ppc64 = 21,
  s390x = 22,
  arm = 40,
  x64 = 62,
  arm64 = 183,
  riscv = 243,
  loongarch = 258,
};

enum class Type : std::uint16_t { none = 0, object = 1, program = 2, shared = 3, core = 4 };

enum class Fault { not_elf, truncated, unknown_class };

/// A part of the file that is mapped (PT_LOAD).
struct Segment {
  std::uint64_t address{}, offset{}, file_size{};
  bool operator==(const Segment&) const = default;
};

/// The tables of the dynamic section; addresses, 0 where there is none.
struct Tables {
  std::uint64_t symbols{}, hash{}, gnu_hash{}, versions{};
  std::uint64_t strings{}, strings_size{};
  std::uint64_t version_needs{}, version_definitions{};
  std::uint64_t needs_count{}, definitions_count{};
  bool operator==(const Tables&) const = default;
};

/// A part of the file; of size 0 where there is none.
struct Place {
  std::uint64_t offset{}, size{};
};

struct VersionNeed {
  std::string_view file{};  ///< as in `needed`
  std::string_view version{};
  bool weak{};  ///< a library that lacks it will do
  std::uint16_t index{};
  bool operator==(const VersionNeed&) const = default;
};

struct VersionDefinition {
  std::string_view name{};
  std::uint16_t index{};
  bool base{};  ///< the name of the library itself
  bool operator==(const VersionDefinition&) const = default;
};

struct Image {
  std::uint64_t size{};  ///< of the file
  bool is_64_bit{};
  bool big_endian{};
  Machine machine{};
  Type type{};
  std::vector<Segment> segments{};
  std::uint64_t content_end{};                    ///< the file has so many bytes, say its headers
  std::optional<std::string_view> interpreter{};  ///< the loader that it asks for
  bool is_dynamic{};
  std::vector<std::string_view> needed{};  ///< DT_NEEDED, in order
  std::optional<std::string_view> soname{}, rpath{}, runpath{};
  bool no_default_folders{};  ///< DF_1_NODEFLIB
  bool bind_now{};            ///< all symbols are bound at start, not by the first call
  bool is_pie{};              ///< DF_1_PIE: a program, though of type `shared`
  bool is_debug_info{};       ///< what `objcopy --only-keep-debug` left: its tables are elsewhere
  bool incomplete{};          ///< a table leads outside of the file
  Tables tables{};
  std::vector<VersionNeed> version_needs{};
  std::vector<VersionDefinition> version_definitions{};

  /// What the file has from `address` on to the end of its segment.
  [[nodiscard]] Place place(std::uint64_t address) const;

  bool operator==(const Image&) const = default;
};

/// Where `pieces` gave up, what comes of it is worth nothing.
std::variant<Image, Fault> decode(Pieces& pieces);
std::variant<Image, Fault> decode(Bytes whole);

/// A copy of all text of the image, which has its views there from now on. None (and nothing is
/// changed) where that is more than any library has.
[[nodiscard]] std::unique_ptr<const char[]> own_texts(Image& image);

/// "x64", "arm64"; "riscv32" and the like where the class makes a difference.
std::string machine_name(const Image& image);

/// Can both be in one process?
bool same_machine(const Image& a, const Image& b);

}  // namespace preflight::imports::elf
