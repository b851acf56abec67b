#include "checks/task/iso_duration.hpp"

#include <fmt/format.h>

#include <array>

#include "checks/base/text.hpp"

namespace preflight::task {

namespace {

using std::chrono::seconds;

constexpr std::int64_t minute = 60, hour = 60 * minute, day = 24 * hour;
constexpr std::int64_t longest = 365'000 * day;

struct Unit {
  char letter;
  bool of_day;  ///< stands behind the "T"
  std::int64_t length;
};
// In the order in which they may stand.
constexpr std::array<Unit, 6> units{{{'Y', false, 365 * day},
                                     {'M', false, 30 * day},
                                     {'D', false, day},
                                     {'H', true, hour},
                                     {'M', true, minute},
                                     {'S', true, 1}}};

/// Digits at the beginning of `text`, which are taken away; nothing where there are none.
std::optional<std::uint64_t> take_number(std::string_view& text) {
  const auto end = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = parse_unsigned(text.substr(0, end));
  text.remove_prefix(end);
  return number;
}

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  const auto number = parse_unsigned(text.substr(at, count));
  return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

/// "Z", "+01:00", "-12:00"; empty is local time.
std::optional<seconds> offset_of(std::string_view zone) {
  if (zone.empty()) return seconds(-12 * hour);
  if (zone == "Z") return seconds(0);
  const auto hours = digits(zone, 1, 2), minutes = digits(zone, 4, 2);
  if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':' || !hours ||
      !minutes)
    return std::nullopt;
  const auto span = seconds(*hours * hour + *minutes * minute);
  return zone[0] == '-' ? -span : span;
}

}  // namespace

std::optional<seconds> parse_iso_duration(std::string_view text) {
  if (!text.starts_with('P')) return std::nullopt;
  text.remove_prefix(1);
  std::int64_t sum = 0;
  bool of_day{}, any{};
  std::size_t next = 0;
  while (!text.empty()) {
    if (text[0] == 'T' && !of_day) {
      of_day = true;
      text.remove_prefix(1);
      if (text.empty()) return std::nullopt;
    }
    const auto number = take_number(text);
    if (!number) return std::nullopt;
    if (text.starts_with('.')) {  // of seconds only; less than one does not count
      text.remove_prefix(1);
      if (!take_number(text) || !text.starts_with('S')) return std::nullopt;
    }
    while (next < units.size() &&
           (text.empty() || units[next].letter != text[0] || units[next].of_day != of_day))
      ++next;
    if (next == units.size()) return std::nullopt;
    if (*number > static_cast<std::uint64_t>((longest - sum) / units[next].length))
      return std::nullopt;
    sum += static_cast<std::int64_t>(*number) * units[next++].length;
    text.remove_prefix(1);
    any = true;
  }
  return any ? std::optional(seconds(sum)) : std::nullopt;
}

std::string format_span(seconds span) {
  const auto all = span.count();
  std::string text;
  const auto add = [&](std::int64_t count, std::string_view unit) {
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : " ", count, unit);
  };
  add(all / day, all / day == 1 ? "day" : "days");
  add(all % day / hour, "h");
  add(all % hour / minute, "min");
  add(all % minute, "s");
  return text.empty() ? "0 s" : text;
}

std::optional<std::chrono::sys_seconds> parse_latest(std::string_view text) {
  using namespace std::chrono;
  const auto y = digits(text, 0, 4), mo = digits(text, 5, 2), d = digits(text, 8, 2);
  const auto h = digits(text, 11, 2), mi = digits(text, 14, 2), s = digits(text, 17, 2);
  if (!y || !mo || !d || !h || !mi || !s) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const year_month_day date{year(*y), month(static_cast<unsigned>(*mo)),
                            std::chrono::day(static_cast<unsigned>(*d))};
  if (!date.ok() || *h > 24 || *mi > 59 || *s > 60) return std::nullopt;
  auto zone = text.substr(19);
  if (zone.starts_with('.')) {
    zone.remove_prefix(1);
    if (!take_number(zone)) return std::nullopt;
  }
  const auto offset = offset_of(zone);
  if (!offset) return std::nullopt;
  return sys_days(date) + hours(*h) + minutes(*mi) + seconds(*s) - *offset;
}

}  // namespace preflight::task
