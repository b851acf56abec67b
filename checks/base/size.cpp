#include "checks/base/size.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "checks/base/text.hpp"

namespace preflight {

namespace {

constexpr std::string_view letters = "kmgtpe";

constexpr double too_many = 18446744073709551616.0;  // 2^64

/// "", "b", "k", "kb", "kib", ...; nothing for any other unit.
std::optional<double> unit_of(std::string_view unit) {
  if (unit.empty() || (unit.size() == 1 && lower(unit[0]) == 'b')) return 1;
  const auto power = letters.find(lower(unit[0]));
  if (power == std::string_view::npos) return std::nullopt;
  std::string rest;
  for (const char c : unit.substr(1)) rest += lower(c);
  if (!rest.empty() && rest != "b" && rest != "ib") return std::nullopt;
  return std::pow(rest == "b" ? 1000.0 : 1024.0, static_cast<double>(power + 1));
}

}  // namespace

std::optional<Size> parse_size(std::string_view text) {
  double number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  // from_chars takes "inf" and "nan" too.
  if (error != std::errc{} || !std::isfinite(number) || !(number > 0)) return std::nullopt;
  const auto unit = trim({stop, static_cast<std::size_t>(end - stop)});
  if (unit == "%") return number <= 100 ? std::optional(Size{0, number}) : std::nullopt;
  const auto factor = unit_of(unit);
  if (!factor || !(number * *factor < too_many) || number * *factor < 1) return std::nullopt;
  return Size{static_cast<std::uint64_t>(number * *factor), std::nullopt};
}

std::uint64_t bytes_of(const Size& size, std::uint64_t total) {
  if (!size.percent) return size.bytes;
  const auto share = static_cast<double>(total) * (*size.percent / 100);
  // As a double the greatest numbers are rounded up to 2^64.
  return share < too_many ? std::min(static_cast<std::uint64_t>(share), total) : total;
}

std::string format_bytes(std::uint64_t bytes) {
  if (bytes < 1000) return count_of(bytes, "byte", "bytes");
  constexpr std::array<std::string_view, 6> units{"kB", "MB", "GB", "TB", "PB", "EB"};
  std::uint64_t unit = 1000;
  std::size_t index = 0;
  while (index + 1 < units.size() && bytes / unit >= 1000) {
    unit *= 1000;
    ++index;
  }
  // Whole numbers keep the last digit from being rounded up.
  const auto whole = bytes / unit;
  const auto thousandths = (bytes % unit) / (unit / 1000);
  if (whole >= 100 || thousandths < 10) return fmt::format("{} {}", whole, units[index]);
  if (whole >= 10)
    return thousandths < 100 ? fmt::format("{} {}", whole, units[index])
                             : fmt::format("{}.{} {}", whole, thousandths / 100, units[index]);
  const auto hundredths = thousandths / 10;
  if (hundredths % 10 == 0) return fmt::format("{}.{} {}", whole, hundredths / 10, units[index]);
  return fmt::format("{}.{:02} {}", whole, hundredths, units[index]);
}

std::string text(const Size& size) {
  return size.percent ? fmt::format("{:g} %", *size.percent) : format_bytes(size.bytes);
}

}  // namespace preflight
