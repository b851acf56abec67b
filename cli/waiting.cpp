#include "cli/waiting.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/clean.hpp"

namespace preflight {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds between_log_lines{10'000};

// As much of the cleaned text as fits on a line, so that a carriage return really draws over it.
std::string fitted(std::string_view text, std::size_t columns) {
  while (!text.empty() && display_width(text) + 1 > columns) {
    auto end = text.size() - 1;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text = text.substr(0, end);
  }
  return std::string(text);
}

}  // namespace

Waiting::Waiting(const Stream& stream, milliseconds longest) : stream_(stream), longest_(longest) {}

std::string Waiting::text(const Progress& progress) const {
  const auto seconds = [](milliseconds span) { return (span.count() + 500) / 1000; };
  auto line = fmt::format("waiting, {} of {} s", seconds(progress.elapsed), seconds(longest_));
  for (const auto index : progress.failing) {
    const auto& looked = progress.latest[index];
    line += fmt::format("; {} {}: {}", looked.check, looked.target, looked.summary);
  }
  return stream_.unicode ? clean(line) : clean_ascii(line);
}

std::string Waiting::bar(const Job& job) const {
  constexpr std::size_t cells = 20;
  const auto all = job.steps->all.load(), done = std::min(job.steps->done.load(), all);
  const auto full = all == 0 ? 0 : done * cells / all;
  std::string text = "[";
  for (std::size_t i = 0; i < cells; ++i)
    text += i < full ? (stream_.unicode ? "█" : "#") : (stream_.unicode ? "░" : ".");
  text += all == 0 ? "] " : fmt::format("] {} of {}  ", done, all);
  text += job.check + " " + job.target;
  return stream_.unicode ? clean(text) : clean_ascii(text);
}

void Waiting::show(const Progress& progress) {
  if (progress.underway != nullptr) {
    if (!stream_.is_terminal) return;
    stream_.write("\r" + fitted(bar(*progress.underway), stream_.width) + "\x1b[K");
    drawn_ = true;
  } else if (stream_.is_terminal) {
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
