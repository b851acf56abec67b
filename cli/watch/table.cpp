#include "cli/watch/table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checks/base/duration.hpp"
#include "report/clean.hpp"
#include "report/marks.hpp"
#include "report/verdict_words.hpp"

namespace preflight::watch {

namespace {

constexpr std::size_t widest_target = 40;

class Table {
 public:
  explicit Table(const Picture& picture) : picture_(picture) {
    for (const auto& stand : picture.standing->stands()) {
      check_columns_ = std::max(check_columns_, columns(stand.check));
      target_columns_ = std::max(target_columns_, columns(stand.target));
      state_columns_ = std::max(state_columns_, state_of(stand).size());
      failure_columns_ = std::max(failure_columns_, failures_of(stand).size());
    }
    target_columns_ = std::min(target_columns_, widest_target);
  }

  std::vector<Row> rows(bool folded) {
    write_head();
    std::size_t passing = 0;
    for (const auto& stand : picture_.standing->stands()) {
      const bool passes = stand.looks > 0 && stand.result.status == Status::pass;
      passing += passes ? 1U : 0U;
      if (!passes || !folded) write_stand(stand);
    }
    if (folded && passing > 0)
      put({sign(mark_of(Status::pass)), {fmt::format("{} passing", passing), Ink::dim}});
    write_causes();
    return std::move(rows_);
  }

 private:
  [[nodiscard]] std::string cleaned(std::string_view text) const {
    return picture_.unicode ? clean(text) : clean_ascii(text);
  }
  [[nodiscard]] std::size_t columns(std::string_view text) const {
    return display_width(cleaned(text));
  }
  [[nodiscard]] std::string padded(std::string_view text, std::size_t wide) const {
    auto shown = cleaned(text);
    shown.append(wide - std::min(wide, display_width(shown)), ' ');
    return shown;
  }
  [[nodiscard]] Piece sign(const Mark& mark) const {
    return {fmt::format("  {} ", picture_.unicode ? mark.unicode : mark.ascii), mark.ink};
  }
  void put(Row row) { rows_.push_back(std::move(row)); }

  void write_head() {
    const auto rounds = fmt::format(
        "round {}, every {}; {} {}{}", picture_.rounds, format_duration(picture_.interval),
        picture_.standing->changes(), picture_.standing->changes() == 1 ? "change" : "changes",
        picture_.over ? "" : "; Ctrl-C ends it");
    if (picture_.report == nullptr) {
      put({{"looking", Ink::bold}, {"  " + rounds}});
      return;
    }
    constexpr std::string_view names[] = {"READY", "BLOCKED", "UNDETERMINED"};
    constexpr Ink inks[] = {Ink::green, Ink::red, Ink::yellow};
    const auto verdict = static_cast<std::size_t>(picture_.report->verdict);
    put({{std::string(names[verdict]), inks[verdict]},
         {fmt::format("  for {}: {}", span_text(picture_.now - picture_.standing->verdict_since()),
                      verdict_text(*picture_.report))}});
    put({{rounds, Ink::dim}});
  }

  [[nodiscard]] std::string state_of(const Stand& stand) const {
    if (stand.looks == 0) return picture_.over ? "not looked at" : "looking";
    return fmt::format("{} {}", state(stand.result.status), span_text(picture_.now - stand.since));
  }

  static std::string failures_of(const Stand& stand) {
    if (stand.failures == 0) return {};
    return fmt::format("{} {}", stand.failures, stand.failures == 1 ? "failure" : "failures");
  }

  void write_stand(const Stand& stand) {
    const auto gap = [](std::size_t wide) { return wide > 0 ? "  " : ""; };
    const bool seen = stand.looks > 0;
    const auto mark = seen ? mark_of(stand.result.status) : Mark{"·", "..", Ink::dim};
    put({sign(mark),
         {fmt::format("{}  {}  ", padded(stand.check, check_columns_),
                      padded(stand.target, target_columns_))},
         {padded(state_of(stand), state_columns_), mark.ink},
         {gap(failure_columns_) + padded(failures_of(stand), failure_columns_)},
         {"  " + (seen ? cleaned(stand.result.summary) : std::string())}});
  }

  void write_causes() {
    if (picture_.report == nullptr) return;
    const auto ink = picture_.report->verdict == Verdict::blocked ? Ink::red : Ink::yellow;
    std::size_t number = 0;
    for (const auto& cause : picture_.report->causes) {
      write_wrapped(fmt::format("  {}  ", ++number), ink, cause.message);
      if (cause.hard) write_wrapped("     ", Ink::red, "out of this user's reach; no retry helps");
      const auto most = picture_.verbose ? cause.remedies.size() : 1;
      for (std::size_t i = 0; i < std::min(most, cause.remedies.size()); ++i)
        write_remedy(cause.remedies[i]);
    }
  }

  void write_wrapped(const std::string& lead, Ink ink, std::string_view text) {
    const auto front = display_width(lead);
    const auto room = picture_.size.width > front + 20 ? picture_.size.width - front - 1 : 20;
    bool first = true;
    for (auto& line : wrapped(cleaned(text), room)) {
      put({{first ? lead : std::string(front, ' '), ink}, {std::move(line)}});
      first = false;
    }
  }

  // Half of a command is another command: it stands there whole or not at all.
  void write_remedy(const Remedy& remedy) {
    constexpr std::size_t indent = 9;
    const std::string_view note = remedy.needs == Needs::admin    ? " (needs an administrator)"
                                  : remedy.needs == Needs::person ? " (needs a person)"
                                                                  : "";
    write_wrapped(picture_.unicode ? "     → " : "     > ", Ink::cyan,
                  fmt::format("{}{}", remedy.text, note));
    if (!remedy.command) return;
    auto command = cleaned(*remedy.command);
    if (indent + display_width(command) < picture_.size.width)
      put({{std::string(indent, ' ')}, {std::move(command), Ink::bold}});
  }

  const Picture& picture_;
  std::vector<Row> rows_{};
  std::size_t check_columns_{}, target_columns_{}, state_columns_{}, failure_columns_{};
};

}  // namespace

std::vector<Row> table(const Picture& picture) {
  auto rows = Table{picture}.rows(picture.quiet);
  if (rows.size() >= picture.size.height && !picture.quiet) rows = Table{picture}.rows(true);
  return rows;
}

}  // namespace preflight::watch
