#include "report/console.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/console_outline.hpp"
#include "report/describe.hpp"
#include "report/marks.hpp"
#include "report/page.hpp"
#include "report/verdict_words.hpp"
#include "report/words.hpp"

namespace preflight {

namespace {

constexpr std::size_t label_columns = 9;
constexpr std::size_t widest_target = 40;
constexpr std::size_t most_others = 5;
constexpr std::size_t most_remedies = 6;
constexpr std::size_t most_parents_in_line = 2;
constexpr std::size_t most_lines = 8;
constexpr std::size_t most_command_line = 240;  ///< bytes

Mark mark_of(Severity severity) {
  switch (severity) {
    case Severity::blocker:
      return mark_of(Status::fail);
    case Severity::error:
      return mark_of(Status::error);
    case Severity::warning:
      return mark_of(Status::warn);
    case Severity::info:
      return {"·", "--", Ink::dim};
  }
  return mark_of(Status::error);
}

/// Writes one report. Knows which findings the causes have told already.
class Console {
 public:
  Console(const Report& report, const RenderOptions& options)
      : report_(report), options_(options), page_({options.color, options.unicode, options.width}) {
    for (const auto& check : report.checks) {
      check_columns_ = std::max(check_columns_, page_.columns_of(check.check));
      target_columns_ = std::max(target_columns_, page_.columns_of(check.target));
      told_.emplace_back(check.findings.size());
    }
    target_columns_ = std::min(target_columns_, widest_target);
    for (const auto& cause : report.causes)
      for (const auto& place : cause.joins) told_[place.check][place.finding] = true;
  }

  std::string render() {
    if (options_.quiet && report_.verdict == Verdict::ready) return {};
    // Asked by hand, what there is to see is the answer; that nothing blocks is none.
    if (!by_hand() || report_.verdict != Verdict::ready) {
      write_verdict();
      for (std::size_t i = 0; i < report_.causes.size(); ++i) write_cause(i + 1, report_.causes[i]);
      if (is_told()) return page_.take();
      page_.blank();
    }
    for (std::size_t i = 0; i < report_.checks.size(); ++i) write_check(i);
    write_passed();
    return page_.take();
  }

 private:
  [[nodiscard]] bool by_hand() const { return is_by_hand(report_); }

  // The only check, and a cause has told all of it.
  [[nodiscard]] bool is_told() const {
    if (report_.checks.size() != 1 || options_.verbose || by_hand()) return false;
    const auto& findings = report_.checks.front().findings;
    return !told_in(0).empty() && std::none_of(findings.begin(), findings.end(), is_ignored);
  }

  void write_verdict() {
    constexpr std::string_view names[] = {"READY", "BLOCKED", "UNDETERMINED"};
    constexpr Ink inks[] = {Ink::green, Ink::red, Ink::yellow};
    const auto verdict = static_cast<std::size_t>(report_.verdict);
    page_.line(0, fmt::format("{}  ", names[verdict]), inks[verdict],
               fmt::format("{} ({}; {})", verdict_text(report_), tally(), spent(report_.duration)));
  }

  [[nodiscard]] std::string tally() const {
    const auto& counts = report_.summary;
    std::string text;
    const auto add = [&](std::size_t count, std::string_view what) {
      if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, what);
    };
    add(counts.fail, "blocked");
    add(counts.error, "unknown");
    add(counts.warn, counts.warn == 1 ? "warning" : "warnings");
    add(counts.pass, "passed");
    add(counts.skip, "skipped");
    std::size_t ignored = 0;
    for (const auto& check : report_.checks)
      ignored += static_cast<std::size_t>(
          std::count_if(check.findings.begin(), check.findings.end(), is_ignored));
    add(ignored, ignored == 1 ? "finding ignored" : "findings ignored");
    return text;
  }

  void write_cause(std::size_t number, const Cause& cause) {
    page_.blank();
    const auto lead = fmt::format("{}  ", number);
    page_.line(2, lead, report_.verdict == Verdict::blocked ? Ink::red : Ink::yellow, cause.message,
               Ink::bold);
    const auto indent = 2 + lead.size();
    if (cause.process) write_process(indent, *cause.process);
    write_others(indent, cause);
    write_blocked(indent, cause);
    std::string last;
    for (const auto& place : cause.joins) {
      const auto& why = finding_at(place).cause;
      if (why && *why != last) write_field(indent, "why", *why);
      last = why.value_or("");
    }
    if (cause.hard && (options_.verbose || !all_hard()))
      write_field(indent, "hard", "out of this user's reach; no retry will help", Ink::red);
    write_remedies(indent, cause.remedies);
  }

  // Then the verdict says so once, for all of them.
  [[nodiscard]] bool all_hard() const {
    return report_.verdict == Verdict::blocked &&
           std::all_of(report_.causes.begin(), report_.causes.end(),
                       [](const Cause& cause) { return cause.hard; });
  }

  [[nodiscard]] const Finding& finding_at(const FindingPlace& place) const {
    return report_.checks[place.check].findings[place.finding];
  }

  void write_field(std::size_t indent, std::string_view label, std::string_view text,
                   Ink ink = Ink::plain) {
    page_.field(indent, label, label_columns, text, ink);
  }

  void write_process(std::size_t indent, const Process& process) {
    write_field(indent, "who", who(process, report_.started_at));
    if (process.command_line)
      write_field(indent, "runs",
                  options_.verbose ? *process.command_line
                                   : shortened(*process.command_line, most_command_line));
    if (options_.verbose && process.path) write_field(indent, "program", *process.path);
    const auto from =
        origin(process, options_.verbose ? process.parents.size() : most_parents_in_line);
    if (!from.empty()) write_field(indent, "from", from);
  }

  // Its workers, or more readers of the same database: each on a line, but not hundreds of them.
  void write_others(std::size_t indent, const Cause& cause) {
    std::vector<const Process*> others;
    for (const auto& place : cause.joins) {
      for (const auto& process : finding_at(place).processes) {
        const auto same = [&](const Process* other) { return other->pid == process.pid; };
        if (!same(&*cause.process) && std::none_of(others.begin(), others.end(), same))
          others.push_back(&process);
      }
    }
    const auto most = options_.verbose ? others.size() : most_others;
    for (std::size_t i = 0; i < std::min(most, others.size()); ++i)
      write_field(indent, i == 0 ? "with" : "",
                  fmt::format("{} ({})", who(*others[i], report_.started_at), part(*others[i])));
    if (others.size() > most)
      write_field(indent, "", fmt::format("and {} more; -v shows all", others.size() - most));
  }

  void write_blocked(std::size_t indent, const Cause& cause) {
    const std::string_view label = report_.verdict == Verdict::blocked ? "blocks" : "about";
    bool first = true;
    for (const auto& place : cause.joins) {
      const auto& check = report_.checks[place.check];
      const auto& finding = finding_at(place);
      // "app.db is locked" names the target itself.
      const auto names = finding.message.starts_with(check.target + ' ');
      const auto what = finding.message == cause.message ? check.target
                        : names                          ? finding.message
                                : fmt::format("{}: {}", check.target, finding.message);
      write_field(indent, first ? label : "",
                  fmt::format("{} {} [{}]", check.check, what, finding.code));
      first = false;
    }
  }

  void write_remedies(std::size_t indent, const std::vector<Remedy>& remedies) {
    const auto most = options_.verbose ? remedies.size() : std::min(most_remedies, remedies.size());
    const auto lead = page_.mark("→ ", "> ");
    for (std::size_t i = 0; i < most; ++i) {
      const auto& [text, command, needs] = remedies[i];
      const std::string_view note = needs == Needs::admin    ? " (needs an administrator)"
                                    : needs == Needs::person ? " (needs a person)"
                                                             : "";
      page_.line(indent, lead, Ink::cyan, fmt::format("{}{}", text, note));
      if (command) page_.verbatim(indent + 4, *command);
    }
    if (remedies.size() > most)
      page_.line(indent, lead, Ink::cyan,
                 fmt::format("and {} more; -v shows all", remedies.size() - most));
  }

  // Passed checks are folded, unless they say something that somebody asked for.
  [[nodiscard]] bool is_shown(const CheckResult& check) const {
    const bool ignored = std::any_of(check.findings.begin(), check.findings.end(), is_ignored);
    if (options_.verbose || by_hand()) return true;
    if (options_.quiet) return check.status == Status::fail || check.status == Status::error;
    return check.status != Status::pass || ignored;
  }

  [[nodiscard]] bool is_shown(const Finding& finding, bool told) const {
    if (options_.verbose) return true;
    if (told) return false;
    if (finding.severity == Severity::info) return by_hand() || is_ignored(finding);
    return !options_.quiet || finding.severity > Severity::warning;
  }

  void write_row(const CheckResult& check, std::string_view text) {
    const auto mark = mark_of(check.status);
    const auto time = options_.verbose ? fmt::format(" ({})", spent(check.duration)) : "";
    page_.row(2, fmt::format("{} ", page_.mark(mark.unicode, mark.ascii)), mark.ink,
              fmt::format("{}  {}  ", page_.padded(check.check, check_columns_),
                          page_.padded(check.target, target_columns_)),
              fmt::format("{}{}", text, time));
  }

  // What the causes have told in full is not told again: the numbers of those causes, else nothing.
  [[nodiscard]] std::string told_in(std::size_t index) const {
    const auto& findings = report_.checks[index].findings;
    for (std::size_t i = 0; i < findings.size(); ++i)
      if (!told_[index][i] && findings[i].severity > Severity::info) return {};
    std::string numbers;
    for (std::size_t i = 0; i < report_.causes.size(); ++i) {
      const auto& joins = report_.causes[i].joins;
      if (std::any_of(joins.begin(), joins.end(),
                      [&](const FindingPlace& place) { return place.check == index; }))
        numbers += fmt::format("{}{}", numbers.empty() ? "see " : ", ", i + 1);
    }
    return numbers;
  }

  // The line of a finding that says no more than that of its check is left out, but for its code.
  [[nodiscard]] std::string row_text(std::size_t index) const {
    const auto& check = report_.checks[index];
    if (options_.verbose || by_hand()) return check.summary;
    if (auto numbers = told_in(index); !numbers.empty()) return numbers;
    for (std::size_t i = 0; i < check.findings.size(); ++i) {
      const auto& finding = check.findings[i];
      if (finding.message == check.summary && !is_ignored(finding) &&
          is_shown(finding, told_[index][i]))
        return fmt::format("{} [{}]", check.summary, finding.code);
    }
    return check.summary;
  }

  void write_check(std::size_t index) {
    const auto& check = report_.checks[index];
    if (!is_shown(check)) return;
    write_row(check, row_text(index));
    if (by_hand() && !options_.quiet) write_outline(page_, 6, check.outline);
    for (std::size_t i = 0; i < check.findings.size(); ++i)
      if (is_shown(check.findings[i], told_[index][i]))
        write_finding(check.findings[i], told_[index][i], check.summary);
    if (options_.verbose) write_values("facts", check.facts);
  }

  void write_finding(const Finding& finding, bool told, std::string_view summary) {
    const auto mark = mark_of(finding.severity);
    const bool ignored = is_ignored(finding);
    // What the line of the check says already needs no line of its own.
    if (finding.message != summary || ignored || options_.verbose)
      page_.line(
          6, fmt::format("{} ", page_.mark(mark.unicode, mark.ascii)), mark.ink,
          fmt::format("{} [{}{}]", finding.message, finding.code, ignored ? ", ignored" : ""),
          finding.severity == Severity::info ? Ink::dim : Ink::plain);
    if (ignored && !options_.verbose) return;
    if (!told) {
      if (finding.cause) write_field(8, "why", *finding.cause);
      for (const auto& process : finding.processes) {
        write_process(8, process);
        write_field(8, "does", part(process));
      }
      write_remedies(8, finding.remedies);
    }
    if (options_.verbose)
      write_values("evidence", finding.evidence);
    else
      write_lines(finding.evidence);
  }

  // The end of a log, one line each: evidence that a person wants to see as it stands.
  void write_lines(const Value& evidence) {
    if (!evidence.is_object() || !evidence.contains("lines")) return;
    const auto& lines = evidence["lines"];
    if (!lines.is_array()) return;
    for (std::size_t i = lines.size() > most_lines ? lines.size() - most_lines : 0;
         i < lines.size(); ++i)
      if (lines[i].is_string())
        page_.line(8, page_.mark("│ ", "| "), Ink::dim, lines[i].get_ref<const std::string&>());
  }

  void write_values(std::string_view label, const Value& values) {
    if (!values.is_object()) return;
    for (const auto& [key, value] : values.items()) {
      const auto text = value.is_string()
                            ? value.get_ref<const std::string&>()
                            : value.dump(-1, ' ', false, Value::error_handler_t::replace);
      page_.line(8, page_.padded(label, label_columns), Ink::dim, fmt::format("{}: {}", key, text),
                 Ink::dim);
      label = "";
    }
  }

  void write_passed() {
    if (options_.verbose || options_.quiet || by_hand()) return;
    std::string targets;
    std::vector<const CheckResult*> folded;
    for (const auto& check : report_.checks)
      if (!is_shown(check)) folded.push_back(&check);
    if (folded.size() == 1) return write_row(*folded.front(), folded.front()->summary);
    if (folded.empty()) return;
    for (const auto* check : folded)
      targets += fmt::format("{} {} {}", targets.empty() ? "" : ",", check->check, check->target);
    const auto mark = mark_of(Status::pass);
    page_.line(2, fmt::format("{} ", page_.mark(mark.unicode, mark.ascii)), mark.ink,
               fmt::format("{} passed:{}", folded.size(), targets));
  }

  const Report& report_;
  const RenderOptions& options_;
  Page page_;
  std::size_t check_columns_{};
  std::size_t target_columns_{};
  std::vector<std::vector<bool>> told_{};  ///< by check and finding
};

}  // namespace

std::string render_console(const Report& report, const RenderOptions& options) {
  return Console(report, options).render();
}

}  // namespace preflight
