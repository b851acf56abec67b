#include "checks/process/handle_table.hpp"

#include "checks/process/table_reader.hpp"

namespace preflight {

namespace {

constexpr std::uint64_t first_row = 16;
constexpr std::uint64_t row_size = 40;

std::optional<HandleRow> row_at(std::span<const std::byte> bytes, std::uint64_t at) {
  const auto pid = read_number<std::uint64_t>(bytes, at + 8);
  const auto handle = read_number<std::uint64_t>(bytes, at + 16);
  const auto access = read_number<std::uint32_t>(bytes, at + 24);
  const auto type = read_number<std::uint16_t>(bytes, at + 30);
  if (!pid || !handle || !access || !type) return std::nullopt;
  return HandleRow{static_cast<std::uint32_t>(*pid), *handle, *access, *type};
}

}  // namespace

HandleTable decode_handle_table(std::span<const std::byte> bytes) {
  HandleTable table;
  const auto count = read_number<std::uint64_t>(bytes, 0);
  table.complete = count.has_value();
  for (std::uint64_t index = 0; index < count.value_or(0); ++index) {
    const auto row = row_at(bytes, first_row + index * row_size);
    if (!row) {
      table.complete = false;
      break;
    }
    table.rows.push_back(*row);
  }
  return table;
}

std::optional<std::vector<std::uint32_t>> decode_process_ids(std::span<const std::byte> bytes) {
  const auto count = read_number<std::uint32_t>(bytes, 0);
  if (!count) return std::nullopt;
  std::vector<std::uint32_t> pids;
  for (std::uint64_t index = 0; index < *count; ++index) {
    const auto pid = read_number<std::uint64_t>(bytes, 8 + index * 8);
    if (!pid) return std::nullopt;
    pids.push_back(static_cast<std::uint32_t>(*pid));
  }
  return pids;
}

}  // namespace preflight
