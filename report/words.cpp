#include "report/words.hpp"

#include <fmt/format.h>

namespace preflight {

std::string_view word(Severity severity) {
  constexpr std::string_view words[] = {"info", "warning", "error", "blocker"};
  return words[static_cast<std::size_t>(severity)];
}

std::string_view word(Needs needs) {
  constexpr std::string_view words[] = {"nothing", "user", "admin", "person"};
  return words[static_cast<std::size_t>(needs)];
}

std::string_view word(Role role) {
  constexpr std::string_view words[] = {"listener", "bound",  "connected",
                                        "writer",   "reader", "open"};
  return words[static_cast<std::size_t>(role)];
}

std::string_view word(ProcessState state) {
  constexpr std::string_view words[] = {"unknown", "running", "stopped", "zombie",
                                        "uninterruptible"};
  return words[static_cast<std::size_t>(state)];
}

std::string_view word(Status status) {
  constexpr std::string_view words[] = {"pass", "warn", "fail", "error", "skip"};
  return words[static_cast<std::size_t>(status)];
}

std::string_view word(Verdict verdict) {
  constexpr std::string_view words[] = {"ready", "blocked", "undetermined"};
  return words[static_cast<std::size_t>(verdict)];
}

std::string rfc3339(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     clock.hours().count(), clock.minutes().count(), clock.seconds().count(),
                     clock.subseconds().count());
}

}  // namespace preflight
