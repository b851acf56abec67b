#include "checks/process/handle_table.hpp"

#include <algorithm>

#include "checks/process/table_reader.hpp"

namespace preflight {

namespace {

constexpr std::size_t header_size = 16, row_size = 40;
constexpr std::size_t at_pid = 8, at_handle = 16, at_access = 24, at_type = 30;

template <class Number>
Number get(std::span<const std::byte> row, std::size_t at) {
  return read_number<Number>(row, at).value_or(0);
}

}  // namespace

HandleTable parse_handle_table(std::span<const std::byte> table) {
  if (table.size() < header_size) return {{}, false};
  const auto told = get<std::uint64_t>(table, 0);
  const auto room = (table.size() - header_size) / row_size;
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(told, room));
  HandleTable parsed{{}, told <= room};
  parsed.rows.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = table.subspan(header_size + i * row_size, row_size);
    parsed.rows.push_back({static_cast<std::uint32_t>(get<std::uint64_t>(row, at_pid)),
                           get<std::uint64_t>(row, at_handle), get<std::uint32_t>(row, at_access),
                           get<std::uint16_t>(row, at_type)});
  }
  return parsed;
}

}  // namespace preflight
