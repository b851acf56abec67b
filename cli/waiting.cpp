#include "cli/waiting.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/clean.hpp"

namespace preflight {

using std::chrono::milliseconds;

namespace {

constexpr milliseconds between_log_lines{10'000};

long long seconds(milliseconds span) { return (span.count() + 500) / 1000; }

double in_seconds(milliseconds span) { return std::chrono::duration<double>(span).count(); }

std::string named(const Looked& looked) {
  return fmt::format("{} {}", looked.check, looked.target);
}

}  // namespace

Waiting::Waiting(const Stream& stream, milliseconds longest)
    : stream_(stream), longest_(longest), block_(stream) {}

std::string Waiting::cleaned(std::string_view text) const {
  return stream_.unicode ? clean(text) : clean_ascii(text);
}

std::vector<std::string> Waiting::lines_of(const Progress& progress) const {
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

void Waiting::draw(const std::vector<std::string>& lines) {
  std::vector<Row> rows;
  for (const auto& line : lines) rows.push_back({{line, Ink::plain}});
  block_.draw(rows);
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
    draw(lines_of(progress));
  } else {
    log(progress);
  }
}

void Waiting::finish() { block_.wipe(); }

}  // namespace preflight
