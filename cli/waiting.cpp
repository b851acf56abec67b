#include "cli/waiting.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/clean.hpp"

namespace preflight {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds between_log_lines{10'000};

// As much of the cleaned text as fits on a line, so that the line really is drawn over.
std::string fitted(std::string_view text, std::size_t columns) {
  while (!text.empty() && display_width(text) + 1 > columns) {
    auto end = text.size() - 1;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text = text.substr(0, end);
  }
  return std::string(text);
}

long long seconds(milliseconds span) { return (span.count() + 500) / 1000; }

double in_seconds(milliseconds span) { return std::chrono::duration<double>(span).count(); }

std::string named(const Looked& looked) {
  return fmt::format("{} {}", looked.check, looked.target);
}

}  // namespace

Waiting::Waiting(const Stream& stream, milliseconds longest) : stream_(stream), longest_(longest) {}

std::string Waiting::cleaned(std::string_view text) const {
  return stream_.unicode ? clean(text) : clean_ascii(text);
}

std::vector<std::string> Waiting::block(const Progress& progress) const {
  const std::string_view good = stream_.unicode ? "✓" : "ok", bad = stream_.unicode ? "✗" : "--";
  std::size_t columns = 0;
  for (const auto& waited : progress.waited)
    columns = std::max(columns, display_width(cleaned(named(progress.latest[waited.index]))));
  std::vector<std::string> lines{fmt::format("waiting, {} of {} s; Ctrl-C ends it with a report",
                                             seconds(progress.elapsed), seconds(longest_))};
  for (const auto& waited : progress.waited) {
    const auto& looked = progress.latest[waited.index];
    const auto name = cleaned(named(looked));
    const std::string gap(columns - std::min(columns, display_width(name)), ' ');
    lines.push_back(fmt::format("  {} {:6.1f} s  {}{}  {}", waited.passed_after ? good : bad,
                                in_seconds(waited.passed_after.value_or(progress.elapsed)), name,
                                gap, cleaned(looked.summary)));
  }
  return lines;
}

std::string Waiting::bar(const Job& job) const {
  constexpr std::size_t cells = 20;
  const auto all = job.steps->all.load(), done = std::min(job.steps->done.load(), all);
  const auto full = all == 0 ? 0 : done * cells / all;
  std::string text = "[";
  for (std::size_t i = 0; i < cells; ++i)
    text += i < full ? (stream_.unicode ? "█" : "#") : (stream_.unicode ? "░" : ".");
  text += all == 0 ? "] " : fmt::format("] {} of {}  ", done, all);
  return text + cleaned(job.check + " " + job.target);
}

// What has scrolled off the top cannot be drawn over, so that no more lines are drawn than there
// are.
void Waiting::draw(const std::vector<std::string>& lines) {
  const auto room = std::max<std::size_t>(stream_.height, 2) - 1;
  const auto shown = lines.size() <= room ? lines.size() : room - 1;
  auto text = drawn_ > 1 ? fmt::format("\r\x1b[{}A", drawn_ - 1) : std::string("\r");
  for (std::size_t i = 0; i < shown; ++i)
    text += (i == 0 ? "" : "\r\n") + fitted(lines[i], stream_.width) + "\x1b[K";
  if (shown < lines.size()) text += fmt::format("\r\n  and {} more\x1b[K", lines.size() - shown);
  drawn_ = std::min(lines.size(), room);
  stream_.write(text);
}

void Waiting::log(const Progress& progress) {
  const bool first = told_.empty(), again = progress.elapsed >= next_;
  told_.resize(progress.waited.size());
  for (std::size_t i = 0; i < progress.waited.size(); ++i) {
    const auto& [index, passed_after] = progress.waited[i];
    const auto& looked = progress.latest[index];
    std::string line;
    if (passed_after && !told_[i])
      line = fmt::format("{} after {:.1f} s: {}", named(looked), in_seconds(*passed_after),
                         looked.summary);
    else if (!passed_after && first)
      line = fmt::format("waiting up to {} s for {}: {}", seconds(longest_), named(looked),
                         looked.summary);
    else if (!passed_after && again)
      line = fmt::format("still waiting, {} of {} s, for {}: {}", seconds(progress.elapsed),
                         seconds(longest_), named(looked), looked.summary);
    told_[i] = passed_after.has_value();
    if (!line.empty()) stream_.write("preflight: " + cleaned(line) + "\n");
  }
  if (first || again) next_ = progress.elapsed + between_log_lines;
}

void Waiting::show(const Progress& progress) {
  const bool redraws = stream_.is_terminal && stream_.colors;
  if (progress.underway != nullptr) {
    if (redraws) draw({bar(*progress.underway)});
  } else if (redraws) {
    draw(block(progress));
  } else {
    log(progress);
  }
}

void Waiting::finish() {
  if (drawn_ > 1) stream_.write(fmt::format("\r\x1b[{}A\x1b[J", drawn_ - 1));
  if (drawn_ == 1) stream_.write("\r\x1b[J");
  drawn_ = 0;
}

}  // namespace preflight
