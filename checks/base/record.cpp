#include "checks/base/record.hpp"

namespace preflight::record {

namespace {

constexpr std::string_view digits = "0123456789abcdef";

/// Cuts the first name and its comma off.
std::string_view next_name(std::string_view& names) {
  const auto comma = names.find(',');
  const auto name = names.substr(0, comma);
  names.remove_prefix(comma == std::string_view::npos ? names.size() : comma + 1);
  while (!names.empty() && names.front() == ' ') names.remove_prefix(1);
  return name;
}

std::optional<std::vector<std::uint8_t>> from_base_16(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const auto high = digits.find(text[i]), low = digits.find(text[i + 1]);
    if (high == std::string_view::npos || low == std::string_view::npos) return std::nullopt;
    bytes.push_back(static_cast<std::uint8_t>(high << 4 | low));
  }
  return bytes;
}

bool fits_json(const Value& value) {
  try {
    (void)value.dump();
    return true;
  } catch (const Value::type_error&) {  // no UTF-8
    return false;
  }
}

}  // namespace

std::string Place::words() const {
  std::string words = above != nullptr ? above->words() : std::string();
  if (key.empty()) return above == nullptr ? words : words + "[" + std::to_string(index) + "]";
  return words + (words.empty() ? "" : ".") + std::string(key);
}

void fail(const Place& place, const std::string& why) {
  const auto words = place.words();
  throw Unreadable(words.empty() ? "it " + why : words + ": it " + why);
}

std::string_view name_at(std::string_view names, std::size_t index) {
  for (; index > 0 && !names.empty(); --index) next_name(names);
  return next_name(names);
}

std::optional<std::size_t> index_of(std::string_view names, std::string_view name) {
  for (std::size_t index = 0; !names.empty(); ++index)
    if (next_name(names) == name) return index;
  return std::nullopt;
}

Value text_value(std::string_view text) {
  Value value = std::string(text);
  if (fits_json(value)) return value;
  return {{"bytes", bytes_value(reinterpret_cast<const std::uint8_t*>(text.data()), text.size())}};
}

Value clean_value(const Value& value) {
  if (fits_json(value)) return value;
  return Value::parse(value.dump(-1, ' ', false, Value::error_handler_t::replace));
}

std::string text_of(const Value& value, const Place& place) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_object() || !value.contains("bytes")) fail(place, "is no text");
  const auto bytes = bytes_of(value["bytes"], {&place, "bytes", 0});
  return {bytes.begin(), bytes.end()};
}

Value bytes_value(const std::uint8_t* bytes, std::size_t count) {
  std::string text;
  text.reserve(count * 2);
  for (std::size_t i = 0; i < count; ++i) {
    text += digits[bytes[i] >> 4];
    text += digits[bytes[i] & 15U];
  }
  return text;
}

std::vector<std::uint8_t> bytes_of(const Value& value, const Place& place) {
  auto bytes = value.is_string() ? from_base_16(value.get_ref<const std::string&>()) : std::nullopt;
  if (!bytes) fail(place, "is no bytes in base 16");
  return *std::move(bytes);
}

}  // namespace preflight::record
