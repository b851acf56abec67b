#include "checks/process/maps.hpp"

#include <charconv>

namespace preflight {

namespace {

std::string_view next_field(std::string_view& line) {
  const auto field = line.substr(0, line.find(' '));
  line.remove_prefix(field.size());
  while (!line.empty() && line.front() == ' ') line.remove_prefix(1);
  return field;
}

template <typename Number>
bool parse_number(std::string_view text, int base, Number& number) {
  const auto* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, base);
  return error == std::errc{} && stop == end;
}

}  // namespace

std::optional<Mapping> parse_mapping(std::string_view line) {
  next_field(line);  // addresses
  const auto rights = next_field(line);
  next_field(line);  // offset
  const auto device = next_field(line);
  const auto colon = device.find(':');
  if (rights.size() != 4 || colon == std::string_view::npos) return std::nullopt;
  Mapping mapping;
  if (!parse_number(device.substr(0, colon), 16, mapping.device.major) ||
      !parse_number(device.substr(colon + 1), 16, mapping.device.minor) ||
      !parse_number(next_field(line), 10, mapping.inode))
    return std::nullopt;
  mapping.shared = rights[3] == 's';
  mapping.writable = rights[1] == 'w';
  return mapping;
}

}  // namespace preflight
