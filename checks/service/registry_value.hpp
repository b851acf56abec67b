// Values of the registry, decoded. Anybody who may write a key decides what is in it: a value can
// have another type than its reader expects, lack its zero at the end, have an odd number of bytes
// or be huge (RegQueryValueExW, remarks). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace preflight::service {

/// As RegEnumValueW gives it.
struct RegistryValue {
  std::string name{};  ///< UTF-8
  std::uint32_t type{};
  std::string data{};  ///< bytes
  bool cut{};          ///< there was more than the probe reads
};

/// The types that are read here (winnt.h).
namespace registry_type {
constexpr std::uint32_t text = 1, expandable = 2, binary = 3, number = 4, list = 7;
}

struct RegistryKey {
  std::vector<RegistryValue> values{};

  [[nodiscard]] const RegistryValue* find(std::string_view name) const;  ///< any case
};

/// A value that is there but is not what its reader expects, in words.
using Complaints = std::vector<std::string>;

/// REG_SZ and REG_EXPAND_SZ up to the first zero, unexpanded. Nothing where there is no such value
/// or it has another type; the latter is a complaint.
std::optional<std::string> text_value(const RegistryKey& key, std::string_view name,
                                      Complaints& complaints);

/// REG_MULTI_SZ; a REG_SZ is a list of one. Empty items end it. At most 1024 items.
std::optional<std::vector<std::string>> list_value(const RegistryKey& key, std::string_view name,
                                                   Complaints& complaints);

/// REG_DWORD.
std::optional<std::uint32_t> number_value(const RegistryKey& key, std::string_view name,
                                          Complaints& complaints);

/// Any value as a person would write it: text, a number, "a | b" for a list.
std::string shown(const RegistryValue& value);

/// UTF-16, little end first, to UTF-8. Unpaired surrogates become U+FFFD; an odd last byte is left
/// out. Stops at a zero character where `to_zero`.
std::string utf16_to_utf8(std::string_view bytes, bool to_zero);

}  // namespace preflight::service
