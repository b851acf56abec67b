// Windows programs and libraries: the PE format (Microsoft's "PE Format" in the Win32
// documentation). Decoder: nothing is opened, nothing thrown; no table is believed to be as long as
// it says.
//
// All text is a view into the bytes that were handed in, and lives as long as they do. It can hold
// anything: control characters, "..", a drive letter.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "checks/imports/bytes.hpp"

namespace preflight::imports::pe {

/// IMAGE_FILE_MACHINE_*; other values occur.
enum class Machine : std::uint16_t {
  unknown = 0,
  x86 = 0x14c,
  arm = 0x1c4,
  x64 = 0x8664,
  arm64ec = 0xa641,
  arm64x = 0xa64e,
  arm64 = 0xaa64,
};

/// "x86", "x64", "arm64"; for one that has no name here "machine 0x1234".
std::string name(Machine machine);

/// IMAGE_SUBSYSTEM_*; other values occur.
enum class Subsystem : std::uint16_t { unknown = 0, native = 1, gui = 2, console = 3 };

/// Why the bytes are no PE file: `not_mz` is no program of DOS or Windows at all, `not_pe` one for
/// DOS or 16-bit Windows, `truncated` ends within its headers.
enum class Fault { not_mz, not_pe, truncated };

struct Section {
  std::uint32_t address{};       ///< RVA
  std::uint32_t virtual_size{};  ///< bytes in memory; beyond `raw_size` they are zero
  std::uint32_t raw_offset{};    ///< in the file
  std::uint32_t raw_size{};
};

struct Directory {
  std::uint32_t address{};  ///< RVA
  std::uint32_t size{};     ///< not to be trusted
};

/// The headers. Tables are decoded when they are asked for.
struct Image {
  Bytes bytes{};
  Machine machine{};
  bool is_64_bit{};  ///< PE32+
  bool is_library{};
  bool is_managed{};  ///< has a .NET header: what it loads beyond its imports is .NET's affair
  bool ignores_manifest{};  ///< IMAGE_DLLCHARACTERISTICS_NO_ISOLATION
  Subsystem subsystem{};
  std::uint64_t image_base{};
  std::uint32_t size_of_headers{};
  bool flat{};                      ///< sections are not mapped: an RVA is an offset in the file
  std::vector<Section> sections{};  ///< ascending by address
  std::array<Directory, 16> directories{};
  std::uint64_t content_end{};  ///< the file has so many bytes, say its headers

  /// The bytes of the file from `rva` on to the end of its section; empty where there are none.
  [[nodiscard]] Bytes at(std::uint32_t rva) const;
};

std::variant<Image, Fault> decode(Bytes bytes);

struct Symbol {
  std::string_view name{};  ///< empty: by ordinal
  std::uint16_t ordinal{};
  std::uint16_t hint{};  ///< a guess at the index in the table of names of the library
};

struct Import {
  std::string_view library{};
  std::vector<Symbol> symbols{};
  bool delayed{};  ///< loaded by the first call; the program starts without it
};

struct Imports {
  std::vector<Import> libraries{};  ///< in the order of the file; one can come more than once
  /// Names in the table of bound imports. The loader loads them all, whether their times fit or
  /// not.
  std::vector<std::string_view> bound{};
  bool incomplete{};  ///< a table leads outside of the file or has no end
};

/// Imports first, then delay imports.
Imports decode_imports(const Image& image);

/// LOAD_LIBRARY_SEARCH_* that the file asks for (IMAGE_LOAD_CONFIG_DIRECTORY, DependentLoadFlags;
/// linker option /DEPENDENTLOADFLAG); 0: none, so that what it imports is searched for as ever.
std::uint16_t dependent_load_flags(const Image& image);

struct Export {
  std::uint32_t ordinal{};
  std::uint32_t address{};       ///< RVA
  std::string_view forwarder{};  ///< "NTDLL.RtlAllocateHeap", "ws2.#12"; empty: it is here
};

/// The table of exports, searched where it lies.
class Exports {
 public:
  explicit Exports(const Image& image);

  /// By binary search, as the loader does: a name that is out of order is not found. `hint` is
  /// tried first.
  [[nodiscard]] std::optional<Export> find(std::string_view name, std::uint16_t hint = 0) const;
  [[nodiscard]] std::optional<Export> find_ordinal(std::uint32_t ordinal) const;

  [[nodiscard]] std::uint32_t name_count() const { return name_count_; }
  [[nodiscard]] std::string_view name_at(std::uint32_t index) const;  ///< empty where there is none
  [[nodiscard]] std::string_view library() const { return library_; }

 private:
  [[nodiscard]] std::optional<Export> function_at(std::uint32_t index) const;
  [[nodiscard]] std::optional<Export> named(std::uint32_t index) const;

  const Image* image_;
  Directory directory_{};
  std::uint32_t base_{};
  std::uint32_t function_count_{}, name_count_{};
  Bytes functions_{}, names_{}, ordinals_{};
  std::string_view library_{};
};

/// "NTDLL.RtlAllocateHeap": library without ".dll", and the name or number of the symbol. The
/// library can have dots of its own.
struct Forwarder {
  std::string_view library{};
  Symbol symbol{};
};
std::optional<Forwarder> parse_forwarder(std::string_view text);

/// The text of the manifest (RT_MANIFEST) with the lowest id: 1 of a program, 2 of a library.
std::string_view find_manifest(const Image& image);

struct Version {
  std::uint16_t major{}, minor{}, build{}, revision{};
};
std::optional<Version> find_version(const Image& image);  ///< of the file (VS_FIXEDFILEINFO)

/// Does it import `symbol` of `library` (any case, with or without ".dll")?
bool imports_symbol(const Imports& imports, std::string_view library, std::string_view symbol);

}  // namespace preflight::imports::pe
