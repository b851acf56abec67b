#include "checks/imports/api_set.hpp"

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"
#include "checks/imports/pe.hpp"

namespace preflight::imports {

namespace {

constexpr std::size_t most_sets = 65536, most_values = 256;

std::string_view without_extension(std::string_view name) {
  return name.size() > 4 && same_text(name.substr(name.size() - 4), ".dll")
             ? name.substr(0, name.size() - 4)
             : name;
}

/// Where things are in a map, by its version: 2 and 3 are of Windows 7 and 8, 4 of 8.1, 6 of 10 and
/// later (the structures _API_SET_NAMESPACE_ARRAY in the symbols of those systems). Offsets are in
/// bytes: in the head of the map, in an entry, and in the data that an entry leads to.
struct Layout {
  std::uint32_t version{};
  std::uint32_t count{}, entries{};
  std::uint32_t entry_size{}, name{}, data{};
  std::uint32_t value_count{}, values{}, value_size{};
};
constexpr std::uint32_t newest = 6;
constexpr std::array layouts{
    Layout{2, 4, 8, 12, 0, 8, 0, 4, 16},
    Layout{3, 4, 8, 12, 0, 8, 0, 4, 16},
    Layout{4, 12, 16, 24, 4, 20, 4, 8, 20},
    Layout{newest, 12, 0, 24, 4, 16, 0, 0, 20},
};

/// What follows the last hyphen is the number of a patch, which is not compared.
std::string key_of(std::string_view library) {
  const auto name = without_extension(library);
  return lower(name.substr(0, name.rfind('-')));
}

/// UTF-16 of a map: the names are ASCII. `size` in bytes.
std::string wide_text(Bytes map, std::uint32_t at, std::uint32_t size) {
  const auto bytes = slice(map, at, std::min<std::uint32_t>(size, longest_name));
  std::string text;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2)
    text += bytes[i + 1] == 0 && bytes[i] < 0x80 ? static_cast<char>(bytes[i]) : '?';
  return text;
}

}  // namespace

bool is_api_set(std::string_view library) {
  const auto name = without_extension(library);
  if (name.size() < 12 ||
      !(same_text(name.substr(0, 4), "api-") || same_text(name.substr(0, 4), "ext-")))
    return false;
  // ...-l<n>-<n>-<n>
  std::size_t end = name.size();
  for (int part = 0; part < 3; ++part) {
    std::size_t digits = end;
    while (digits > 0 && is_digit(name[digits - 1])) --digits;
    if (digits == end || digits < 2) return false;
    end = digits - 1;
    const char before = name[end];
    if (part < 2 ? before != '-' : before != 'l' && before != 'L') return false;
  }
  return end > 0 && name[end - 1] == '-';
}

std::optional<ApiSets> ApiSets::decode(Bytes map) {
  const auto field = [&](std::uint64_t at) { return little_u32(map, at).value_or(0); };
  const auto* layout = std::find_if(layouts.begin(), layouts.end(), [&](const Layout& one) {
    return map.size() >= 8 && one.version == field(0);
  });
  if (layout == layouts.end()) return std::nullopt;
  ApiSets sets;
  sets.without_prefix_ = layout->version < newest;
  const std::uint64_t entries = layout->version == newest ? field(16) : layout->entries;
  const auto count = std::min<std::uint64_t>(field(layout->count), most_sets);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto entry = entries + i * layout->entry_size;
    if (entry + layout->entry_size > map.size()) break;
    const auto name = wide_text(map, field(entry + layout->name), field(entry + layout->name + 4));
    auto& values = sets.sets_[key_of(name)];
    const std::uint64_t data = field(entry + layout->data);
    const auto value_count = layout->version == newest ? field(entry + layout->data + 4)
                                                       : field(data + layout->value_count);
    for (std::uint64_t k = 0; k < std::min<std::uint64_t>(value_count, most_values); ++k) {
      const auto value = data + layout->values + k * layout->value_size;
      if (value + layout->value_size > map.size()) break;
      const auto texts = value + layout->value_size - 16;  // offset and size of two texts
      values.push_back({lower(wide_text(map, field(texts), field(texts + 4))),
                        wide_text(map, field(texts + 8), field(texts + 12))});
    }
  }
  return sets;
}

std::optional<std::string> ApiSets::host(std::string_view library,
                                         std::string_view importer) const {
  // Before Windows 10 the names in the map had no "api-" or "ext-".
  if (without_prefix_) library.remove_prefix(std::min<std::size_t>(4, library.size()));
  const auto found = sets_.find(key_of(library));
  if (found == sets_.end()) return std::nullopt;
  const auto asks = lower(importer);
  std::string host;
  for (const auto& value : found->second) {
    if (value.importer == asks) return value.host;
    if (value.importer.empty() && host.empty()) host = value.host;
  }
  return host;
}

Bytes find_api_set_section(Bytes library) {
  const auto result = pe::decode(library);
  if (!std::holds_alternative<pe::Image>(result)) return {};
  // The names of sections stand in their headers.
  const auto start = little_u32(library, 0x3c).value_or(0);
  const std::uint64_t table =
      std::uint64_t{start} + 24 + little_u16(library, std::uint64_t{start} + 20).value_or(0);
  const auto count = little_u16(library, std::uint64_t{start} + 6).value_or(0);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto header = slice(library, table + i * 40, 40);
    if (header.size() < 40) break;
    if (std::string_view(reinterpret_cast<const char*>(header.data()), 8) !=
        std::string_view(".apiset\0", 8))
      continue;
    return slice(library, little_u32(header, 20).value_or(0), little_u32(header, 16).value_or(0));
  }
  return {};
}

}  // namespace preflight::imports
