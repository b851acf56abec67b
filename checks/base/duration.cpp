#include "checks/base/duration.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <utility>

namespace preflight {

using std::chrono::milliseconds;

namespace {

constexpr double longest_ms = 366.0 * 24 * 3600 * 1000;

std::optional<double> unit_in_ms(std::string_view unit) {
  constexpr std::array<std::pair<std::string_view, double>, 6> units{
      {{"", 1000}, {"ms", 1}, {"s", 1000}, {"m", 60e3}, {"min", 60e3}, {"h", 3600e3}}};
  for (const auto& [name, ms] : units)
    if (name == unit) return ms;
  return std::nullopt;
}

}  // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
  double number = 0;
  const auto* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number, std::chars_format::fixed);
  // from_chars takes "inf" and "nan", whose comparison below is false.
  if (error != std::errc{} || text.front() == '-') return std::nullopt;
  const auto unit = unit_in_ms({stop, static_cast<std::size_t>(end - stop)});
  if (!unit || !(number * *unit <= longest_ms)) return std::nullopt;
  return milliseconds{static_cast<milliseconds::rep>(number * *unit + 0.5)};
}

std::string format_duration(milliseconds span) {
  const auto ms = span.count();
  if (ms < 1000) return fmt::format("{} ms", ms);
  if (ms < 60'000) return fmt::format("{:.3g} s", static_cast<double>(ms) / 1000);
  if (ms < 3'600'000) return fmt::format("{:.3g} min", static_cast<double>(ms) / 60'000);
  return fmt::format("{:.3g} h", static_cast<double>(ms) / 3'600'000);
}

}  // namespace preflight
