#include "report/describe.hpp"

#include <fmt/format.h>

#include "report/words.hpp"

namespace preflight {

namespace {

std::string age(Timestamp since, Timestamp now) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now - since).count();
  if (seconds < 0) return {};
  if (seconds < 120) return fmt::format(" ({} s)", seconds);
  if (seconds < 120 * 60) return fmt::format(" ({} min)", seconds / 60);
  if (seconds < 48 * 3600) return fmt::format(" ({} h)", seconds / 3600);
  return fmt::format(" ({} days)", seconds / 86400);
}

}  // namespace

// Local time would ask the system for its time zone; a report is read elsewhere too.
std::string moment(Timestamp time) {
  const auto text = rfc3339(time);
  return fmt::format("{} {} UTC", text.substr(0, 10), text.substr(11, 5));
}

std::string moment(Timestamp time, Timestamp now) { return moment(time) + age(time, now); }

std::string who(const Process& process, Timestamp now) {
  auto text = fmt::format("{}, pid {}", process.name, process.pid);
  if (process.user) text += ", user " + *process.user;
  if (process.started_at) text += ", since " + moment(*process.started_at, now);
  if (process.state != ProcessState::running && process.state != ProcessState::unknown)
    text += fmt::format(", {}", word(process.state));
  return text;
}

std::string part(const Process& process) {
  std::string text{word(process.role)};
  for (const auto& lock : process.locks) text += ", " + lock;
  return text;
}

std::string origin(const Process& process, std::size_t most_parents) {
  std::string text = process.started_by.value_or("");
  const auto add = [&](std::string_view what, const std::string& name) {
    if (text.find(name) != std::string::npos) return;
    if (!text.empty()) text += "; ";
    text += fmt::format("{} {}", what, name);
  };
  if (process.service) add("service", *process.service);
  if (process.container) add("container", *process.container);
  std::size_t shown = 0;
  for (const auto& parent : process.parents) {
    const auto name = fmt::format("{} ({})", parent.name, parent.pid);
    if (shown++ == most_parents) return text + " < ...";
    if (shown == 1)
      add("child of", name);  // unless it was told above: "venv launcher python (41)"
    else
      text += " < " + name;
  }
  return text;
}

std::string spent(std::chrono::duration<double, std::milli> span) {
  if (span.count() < 0.1) return fmt::format("{:.2f} ms", span.count());
  return span.count() < 1000 ? fmt::format("{:.1f} ms", span.count())
                             : fmt::format("{:.1f} s", span.count() / 1000);
}

bool is_by_hand(const Report& report) {
  return report.command != "check" && report.command != "run" && report.command != "watch";
}

std::string shortened(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  auto end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return std::string(text.substr(0, end)) + "...";
}

}  // namespace preflight
