// The tables of what a PE file asks others for: imports, delay imports, bound imports, and how they
// are to be searched for.
#include "checks/imports/names.hpp"
#include "checks/imports/pe.hpp"

namespace preflight::imports::pe {

namespace {

constexpr std::size_t import_directory = 1, load_config_directory = 10, bound_import_directory = 11,
                      delay_import_directory = 13;
constexpr std::size_t most_libraries = 4096;
constexpr std::size_t most_symbols = 1'000'000;       ///< of all libraries together
constexpr std::size_t most_name_bytes = 64UL << 20U;  ///< likewise, read in search of their ends

/// What one file may cost, however its tables lie over each other.
struct Budget {
  std::size_t symbols{most_symbols};
  std::size_t name_bytes{most_name_bytes};
};

/// Beyond what a section has in the file there are zeros.
std::uint32_t word_at(const Image& image, std::uint64_t rva) {
  if (rva > 0xffffffffU) return 0;
  return little_u32(image.at(static_cast<std::uint32_t>(rva)), 0).value_or(0);
}

std::optional<std::string_view> name_at(const Image& image, std::uint64_t rva, Budget& budget) {
  if (rva > 0xffffffffU) return std::nullopt;
  const auto text = text_at(image.at(static_cast<std::uint32_t>(rva)), 0);
  const auto cost = text ? text->size() + 1 : longest_name;
  if (cost > budget.name_bytes) return std::nullopt;
  budget.name_bytes -= cost;
  return text;
}

/// One entry of a table of thunks; nothing where it leads outside of the file.
std::optional<Symbol> symbol_of(const Image& image, std::uint64_t thunk, std::uint64_t subtract,
                                Budget& budget) {
  const auto flag = image.is_64_bit ? std::uint64_t{1} << 63U : std::uint64_t{1} << 31U;
  if ((thunk & flag) != 0) return Symbol{{}, static_cast<std::uint16_t>(thunk), 0};
  const auto rva = thunk - subtract;
  const auto name = name_at(image, rva + 2, budget);
  if (!name) return std::nullopt;
  return Symbol{*name, 0, little_u16(image.at(static_cast<std::uint32_t>(rva)), 0).value_or(0)};
}

/// False where the table has no end or leads outside of the file.
bool read_thunks(const Image& image, std::uint32_t table, std::uint64_t subtract, Import& import,
                 Budget& budget) {
  const std::size_t size = image.is_64_bit ? 8 : 4;
  const auto bytes = image.at(table);
  for (std::size_t at = 0;; at += size) {
    // A table that runs to the end of its section ends in the zeros behind it.
    const auto thunk = image.is_64_bit ? number_at<std::uint64_t>(bytes, at).value_or(0)
                                       : std::uint64_t{little_u32(bytes, at).value_or(0)};
    if (thunk == 0) return !bytes.empty();
    if (budget.symbols == 0) return false;
    --budget.symbols;
    const auto symbol = symbol_of(image, thunk, subtract, budget);
    if (!symbol) return false;
    import.symbols.push_back(*symbol);
  }
}

void read_imports(const Image& image, Imports& imports, Budget& budget) {
  constexpr std::uint32_t descriptor_size = 20;
  const auto table = image.directories[import_directory].address;
  if (table == 0) return;
  for (std::size_t i = 0; i < most_libraries; ++i) {
    const auto at = std::uint64_t{table} + i * descriptor_size;
    const auto lookup = word_at(image, at), name_rva = word_at(image, at + 12),
               addresses = word_at(image, at + 16);
    // The loader stops at either, though the format wants the whole of it to be zero.
    if (name_rva == 0 || addresses == 0) return;
    const auto name = name_at(image, name_rva, budget);
    if (!name) {
      imports.incomplete = true;
      continue;
    }
    Import import{*name, {}, false};
    // Borland's linker and packers leave the lookup table out.
    if (!read_thunks(image, lookup != 0 ? lookup : addresses, 0, import, budget))
      imports.incomplete = true;
    if (!name->empty()) imports.libraries.push_back(std::move(import));
  }
  imports.incomplete = true;
}

void read_delay_imports(const Image& image, Imports& imports, Budget& budget) {
  constexpr std::uint32_t descriptor_size = 32;
  const auto table = image.directories[delay_import_directory].address;
  if (table == 0) return;
  for (std::size_t i = 0; i < most_libraries; ++i) {
    const auto at = std::uint64_t{table} + i * descriptor_size;
    // Visual C++ 6 wrote addresses, not RVAs, and left the lowest bit of the attributes clear.
    const auto subtract = (word_at(image, at) & 1U) != 0 ? 0 : image.image_base;
    const auto name_field = word_at(image, at + 4), names_field = word_at(image, at + 16);
    if (name_field == 0) return;
    const auto name = name_at(image, name_field - subtract, budget);
    if (!name) {
      imports.incomplete = true;
      continue;
    }
    Import import{*name, {}, true};
    if (names_field != 0 && !read_thunks(image, static_cast<std::uint32_t>(names_field - subtract),
                                         subtract, import, budget))
      imports.incomplete = true;
    if (!name->empty()) imports.libraries.push_back(std::move(import));
  }
  imports.incomplete = true;
}

void read_bound_imports(const Image& image, Imports& imports) {
  const auto table = image.at(image.directories[bound_import_directory].address);
  if (image.directories[bound_import_directory].address == 0) return;
  // A descriptor is followed by as many references, of the same size, as it says.
  for (std::size_t i = 0; i < most_libraries; ++i) {
    const auto time = little_u32(table, i * 8);
    const auto name = little_u16(table, i * 8 + 4);
    if (!time || !name || (*time == 0 && *name == 0)) break;
    if (const auto text = text_at(table, *name); text && !text->empty())
      imports.bound.push_back(*text);
  }
}

}  // namespace

Imports decode_imports(const Image& image) {
  Imports imports;
  Budget budget;
  read_imports(image, imports, budget);
  read_delay_imports(image, imports, budget);
  read_bound_imports(image, imports);
  return imports;
}

std::uint16_t dependent_load_flags(const Image& image) {
  const auto at = image.directories[load_config_directory].address;
  if (at == 0) return 0;
  const auto table = image.at(at);
  const std::uint64_t field = image.is_64_bit ? 0x4e : 0x36;
  // An older table ends before it, and says so in its first word.
  const auto size = little_u32(table, 0).value_or(0);
  return size >= field + 2 ? little_u16(table, field).value_or(0) : std::uint16_t{0};
}

bool imports_symbol(const Imports& imports, std::string_view library, std::string_view symbol) {
  for (const auto& import : imports.libraries) {
    if (!same_library(import.library, library)) continue;
    for (const auto& one : import.symbols)
      if (one.name == symbol) return true;
  }
  return false;
}

}  // namespace preflight::imports::pe
