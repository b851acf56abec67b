#include "cli/waiting.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checks/base/duration.hpp"
#include "report/clean.hpp"

namespace preflight {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds between_log_lines{10'000};

// As much of the text as fits on the line, so that a carriage return really draws over it.
std::string fitted(const std::string& text, std::size_t columns) {
  std::string cut = text;
  while (display_width(cut) + 1 > columns && !cut.empty()) cut.pop_back();
  return clean(cut);
}

}  // namespace

Waiting::Waiting(const Stream& stream, milliseconds longest, const Judging& judging)
    : stream_(stream), longest_(longest), judging_(judging) {}

std::string Waiting::text(const Progress& progress) const {
  std::string failing;
  const auto least = judging_.strict ? Severity::warning : Severity::error;
  for (const auto& looked : progress.latest) {
    const bool fails = std::any_of(looked.findings.begin(), looked.findings.end(),
                                   [&](const Finding& f) { return f.severity >= least; });
    if (fails) failing += fmt::format("; {} {}: {}", looked.check, looked.target, looked.summary);
  }
  const auto seconds = [](milliseconds span) { return (span.count() + 500) / 1000; };
  return clean(
      fmt::format("waiting {} of {} s{}", seconds(progress.elapsed), seconds(longest_), failing));
}

void Waiting::show(const Progress& progress) {
  if (stream_.is_terminal) {
    stream_.write("\r" + fitted(text(progress), stream_.width) + "\x1b[K");
    drawn_ = true;
  } else if (progress.elapsed >= next_) {
    stream_.write("preflight: " + text(progress) + "\n");
    next_ = progress.elapsed + between_log_lines;
  }
}

void Waiting::finish() {
  if (drawn_) stream_.write("\r\x1b[K");
}

}  // namespace preflight
