#include "checks/service/registry_value.hpp"

#include <fmt/format.h>

#include "checks/base/text.hpp"
#include "checks/service/command_line.hpp"

namespace preflight::service {

namespace {

constexpr std::size_t most_items = 1024;

std::uint32_t unit_at(std::string_view bytes, std::size_t index) {
  const auto byte = [&](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at]));
  };
  return byte(2 * index) | byte(2 * index + 1) << 8;
}

void append(std::string& text, std::uint32_t point) {
  const auto put = [&](std::uint32_t byte) { text += static_cast<char>(byte); };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

std::string name_of(std::uint32_t type) {
  constexpr std::string_view names[] = {"REG_NONE",   "REG_SZ",      "REG_EXPAND_SZ",
                                        "REG_BINARY", "REG_DWORD",   "REG_DWORD_BIG_ENDIAN",
                                        "REG_LINK",   "REG_MULTI_SZ"};
  return type < std::size(names) ? std::string(names[type]) : fmt::format("type {}", type);
}

bool is_text(const RegistryValue& value) {
  return value.type == registry_type::text || value.type == registry_type::expandable;
}

void complain(Complaints& complaints, const RegistryValue& value, std::string_view wanted) {
  complaints.push_back(
      fmt::format("{} is {} where {} belongs", value.name, name_of(value.type), wanted));
}

std::vector<std::string> items_of(std::string_view bytes) {
  std::vector<std::string> items;
  while (items.size() < most_items) {
    const auto item = utf16_to_utf8(bytes, true);
    if (item.empty()) break;
    items.push_back(item);
    std::size_t units = 0;
    while (2 * units + 1 < bytes.size() && unit_at(bytes, units) != 0) ++units;
    if (2 * (units + 1) >= bytes.size()) break;
    bytes.remove_prefix(2 * (units + 1));
  }
  return items;
}

}  // namespace

const RegistryValue* RegistryKey::find(std::string_view name) const {
  const auto wanted = lower(name);
  for (const auto& value : values)
    if (lower(value.name) == wanted) return &value;
  return nullptr;
}

std::string utf16_to_utf8(std::string_view bytes, bool to_zero) {
  std::string text;
  const auto count = bytes.size() / 2;
  for (std::size_t i = 0; i < count; ++i) {
    auto point = unit_at(bytes, i);
    if (point == 0 && to_zero) break;
    if (point >= 0xD800 && point < 0xE000) {
      const auto next = i + 1 < count ? unit_at(bytes, i + 1) : 0;
      const bool pair = point < 0xDC00 && next >= 0xDC00 && next < 0xE000;
      point = pair ? 0x10000 + ((point - 0xD800) << 10) + (next - 0xDC00) : 0xFFFD;
      if (pair) ++i;
    }
    append(text, point);
  }
  return text;
}

std::optional<std::string> text_value(const RegistryKey& key, std::string_view name,
                                      Complaints& complaints) {
  const auto* value = key.find(name);
  if (value == nullptr) return std::nullopt;
  if (!is_text(*value)) {
    complain(complaints, *value, "REG_SZ");
    return std::nullopt;
  }
  if (value->cut) complaints.push_back(fmt::format("{} is too long to be read whole", value->name));
  return utf16_to_utf8(value->data, true);
}

std::optional<std::vector<std::string>> list_value(const RegistryKey& key, std::string_view name,
                                                   Complaints& complaints) {
  const auto* value = key.find(name);
  if (value == nullptr) return std::nullopt;
  if (value->type != registry_type::list && !is_text(*value)) {
    complain(complaints, *value, "REG_MULTI_SZ");
    return std::nullopt;
  }
  if (value->cut) complaints.push_back(fmt::format("{} is too long to be read whole", value->name));
  return items_of(value->data);
}

std::optional<std::uint32_t> number_value(const RegistryKey& key, std::string_view name,
                                          Complaints& complaints) {
  const auto* value = key.find(name);
  if (value == nullptr) return std::nullopt;
  if (value->type != registry_type::number || value->data.size() != 4) {
    complain(complaints, *value, "REG_DWORD");
    return std::nullopt;
  }
  return unit_at(value->data, 0) | unit_at(value->data, 1) << 16;
}

std::string shown(const RegistryValue& value) {
  if (is_text(value)) return utf16_to_utf8(value.data, true);
  if (value.type == registry_type::list)
    return fmt::format("{}", fmt::join(items_of(value.data), " | "));
  if (value.type == registry_type::number && value.data.size() == 4)
    return std::to_string(unit_at(value.data, 0) | unit_at(value.data, 1) << 16);
  return fmt::format("({}, {} bytes)", name_of(value.type), value.data.size());
}

}  // namespace preflight::service
