#include "checks/task/dynamic_info.hpp"

namespace preflight::task {

namespace {

std::uint64_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;)
    value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

}  // namespace

std::optional<DynamicInfo> decode_dynamic_info(std::string_view bytes) {
  constexpr std::size_t before_windows_10 = 28, now = 36;
  constexpr std::uint64_t form = 3;
  if (bytes.size() != before_windows_10 && bytes.size() != now) return std::nullopt;
  if (number_at(bytes, 0, 4) != form) return std::nullopt;
  return DynamicInfo{number_at(bytes, 12, 8), static_cast<std::uint32_t>(number_at(bytes, 24, 4))};
}

}  // namespace preflight::task
