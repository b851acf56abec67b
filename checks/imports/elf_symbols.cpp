#include "checks/imports/elf_symbols.hpp"

#include <algorithm>

namespace preflight::imports::elf {

namespace {

constexpr std::size_t most_symbols = 1'000'000;
constexpr std::size_t longest_chain = 4096;
constexpr std::uint16_t version_mask = 0x7fff, version_hidden = 0x8000;

struct Symbol {
  std::uint32_t name{};
  std::uint8_t info{};
  std::uint16_t section{};  ///< 0: not in this file
};

std::size_t index_of(const VersionDefinition& definition) {
  return definition.index & version_mask;
}

std::size_t symbol_size(const Image& image) { return image.is_64_bit ? 24 : 16; }

/// What the file has from an address on.
Bytes at_address(const Image& image, Bytes file, std::uint64_t address) {
  const auto place = image.place(address);
  return slice(file, place.offset, place.size);
}

Bytes strings_of(const Image& image, Bytes file) {
  return slice(at_address(image, file, image.tables.strings), 0, image.tables.strings_size);
}

std::optional<Symbol> symbol_at(const Image& image, Bytes symbols, std::uint32_t index) {
  const auto size = symbol_size(image);
  const auto bytes = slice(symbols, std::uint64_t{index} * size, size);
  if (bytes.size() < size) return std::nullopt;
  const auto name = number_at<std::uint32_t>(bytes, 0, image.big_endian).value_or(0);
  const std::size_t info = image.is_64_bit ? 4 : 12;
  return Symbol{name, bytes[info],
                number_at<std::uint16_t>(bytes, info + 2, image.big_endian).value_or(0)};
}

/// How many symbols to look through for those that are not defined: with a GNU hash table they all
/// stand before the first one that is hashed.
std::optional<std::uint32_t> count_of_undefined(const Image& image, Bytes file) {
  const auto& tables = image.tables;
  const auto field = [&](std::uint64_t table, std::uint64_t at) {
    return number_at<std::uint32_t>(at_address(image, file, table), at, image.big_endian);
  };
  if (tables.gnu_hash != 0) return field(tables.gnu_hash, 4);
  if (tables.hash != 0) return field(tables.hash, 4);
  return std::nullopt;
}

std::uint32_t system_v_hash(std::string_view name) {
  std::uint32_t hash = 0;
  for (const char c : name) {
    hash = (hash << 4U) + static_cast<std::uint8_t>(c);
    hash ^= (hash & 0xf0000000U) >> 24U;
    hash &= 0x0fffffffU;
  }
  return hash;
}

}  // namespace

std::uint32_t gnu_hash(std::string_view name) {
  std::uint32_t hash = 5381;
  for (const char c : name) hash = hash * 33 + static_cast<std::uint8_t>(c);
  return hash;
}

NeededSymbols needed_symbols(const Image& image, Bytes file) {
  NeededSymbols needed;
  const auto& tables = image.tables;
  if (tables.symbols == 0) return needed;
  const auto symbols = at_address(image, file, tables.symbols);
  const auto strings = strings_of(image, file);
  const auto versions = tables.versions != 0 ? at_address(image, file, tables.versions) : Bytes{};
  std::vector<VersionNeed> names;  // of versions, by index
  for (const auto& need : image.version_needs) {
    const auto index = static_cast<std::size_t>(need.index & version_mask);
    if (index >= names.size()) names.resize(index + 1);
    names[index] = need;
  }
  const auto count = count_of_undefined(image, file);
  if (!count || *count > most_symbols) needed.incomplete = true;
  needed.symbols.reserve(std::min<std::size_t>(count.value_or(0), 4096));
  for (std::uint32_t i = 1; i < std::min<std::size_t>(count.value_or(0), most_symbols); ++i) {
    const auto symbol = symbol_at(image, symbols, i);
    const auto name = symbol ? text_at(strings, symbol->name) : std::nullopt;
    if (!name) {
      needed.incomplete = true;
      break;
    }
    const unsigned binding = symbol->info >> 4U, type = symbol->info & 0xfU;
    if (symbol->section != 0 || name->empty() || binding == 0) continue;
    const auto index = static_cast<std::size_t>(
        number_at<std::uint16_t>(versions, std::uint64_t{i} * 2, image.big_endian).value_or(0) &
        version_mask);
    const auto need = index < names.size() ? names[index] : VersionNeed{};
    needed.symbols.push_back(
        {*name, need.version, need.file, binding == 2, type == 1 || type == 6});
  }
  return needed;
}

SymbolTable::SymbolTable(const Image& image, Bytes file) : image_(&image) {
  const auto& tables = image.tables;
  if (tables.symbols == 0) return;
  symbols_ = at_address(image, file, tables.symbols);
  strings_ = strings_of(image, file);
  if (tables.versions != 0) versions_ = at_address(image, file, tables.versions);
  const auto& definitions = image.version_definitions;
  for (std::size_t i = 0; i < definitions.size() && by_index_.empty(); ++i)
    if (index_of(definitions[i]) != i + 1) order_by_index();
  gnu_ = tables.gnu_hash != 0;
  const auto table = at_address(image, file, gnu_ ? tables.gnu_hash : tables.hash);
  if (!gnu_ && tables.hash == 0) return;
  bucket_count_ = word(table, 0);
  if (gnu_) {
    first_hashed_ = word(table, 4);
    bloom_count_ = word(table, 8);
    bloom_shift_ = word(table, 12);
    const std::uint64_t bloom_size = std::uint64_t{bloom_count_} * (image.is_64_bit ? 8 : 4);
    bloom_ = slice(table, 16, bloom_size);
    buckets_ = from(table, 16 + bloom_size);
  } else {
    buckets_ = from(table, 8);
  }
  chains_ = from(buckets_, std::uint64_t{bucket_count_} * 4);
}

std::uint32_t SymbolTable::word(Bytes bytes, std::uint64_t at) const {
  return number_at<std::uint32_t>(bytes, at, image_->big_endian).value_or(0);
}

bool SymbolTable::defines(std::string_view name, std::string_view version,
                          std::uint32_t hash) const {
  if (bucket_count_ == 0) return false;
  return gnu_ ? find_gnu(name, version, hash) : find_system_v(name, version);
}

bool SymbolTable::find_gnu(std::string_view name, std::string_view version,
                           std::uint32_t hash) const {
  const unsigned bits = image_->is_64_bit ? 64 : 32;
  if (bloom_count_ > 0) {
    const auto index = std::uint64_t{(hash / bits) % bloom_count_};
    const auto filter =
        image_->is_64_bit
            ? number_at<std::uint64_t>(bloom_, index * 8, image_->big_endian).value_or(0)
            : std::uint64_t{word(bloom_, index * 4)};
    const auto second = bloom_shift_ < 32 ? hash >> bloom_shift_ : 0;
    if (((filter >> (hash % bits)) & (filter >> (second % bits)) & 1U) == 0) return false;
  }
  std::uint64_t index = word(buckets_, std::uint64_t{hash % bucket_count_} * 4);
  if (index < first_hashed_) return false;
  for (std::size_t i = 0; i < longest_chain; ++i, ++index) {
    const auto chain =
        number_at<std::uint32_t>(chains_, (index - first_hashed_) * 4, image_->big_endian);
    if (!chain) return false;
    if ((*chain | 1U) == (hash | 1U) && is_match(static_cast<std::uint32_t>(index), name, version))
      return true;
    if ((*chain & 1U) != 0) return false;
  }
  return false;
}

bool SymbolTable::find_system_v(std::string_view name, std::string_view version) const {
  auto index = word(buckets_, std::uint64_t{system_v_hash(name) % bucket_count_} * 4);
  for (std::size_t i = 0; i < longest_chain && index != 0; ++i) {
    if (is_match(index, name, version)) return true;
    index = word(chains_, std::uint64_t{index} * 4);
  }
  return false;
}

void SymbolTable::order_by_index() {
  for (const auto& one : image_->version_definitions) {
    by_index_.resize(std::max(by_index_.size(), index_of(one) + 1));
    by_index_[index_of(one)] = &one;
  }
}

// Linkers number them from 1 on and write them in that order.
const VersionDefinition* SymbolTable::definition(std::size_t index) const {
  if (!by_index_.empty()) return index < by_index_.size() ? by_index_[index] : nullptr;
  const auto& definitions = image_->version_definitions;
  return index > 0 && index <= definitions.size() ? &definitions[index - 1] : nullptr;
}

bool SymbolTable::is_match(std::uint32_t index, std::string_view name,
                           std::string_view version) const {
  const auto symbol = symbol_at(*image_, symbols_, index);
  if (!symbol || symbol->section == 0) return false;
  if (text_at(strings_, symbol->name) != name) return false;
  if (version.empty()) return true;
  const auto versym =
      number_at<std::uint16_t>(versions_, std::uint64_t{index} * 2, image_->big_endian);
  if (!versym) return true;  // a library without versions
  const auto* defined = definition(static_cast<std::size_t>(*versym & version_mask));
  if (defined != nullptr && !defined->base && !defined->name.empty())
    return defined->name == version;
  return (*versym & version_hidden) == 0;
}

}  // namespace preflight::imports::elf
