#include "report/markdown.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/clean.hpp"
#include "report/describe.hpp"
#include "report/words.hpp"

namespace preflight {

namespace {

// Every ASCII punctuation character may be escaped (CommonMark 2.4), so no name can become markup,
// a link, a mention or a cell.
std::string escaped(std::string_view text) {
  constexpr std::string_view marks = "\\`*_{}[]#+!|<>~&";
  std::string result;
  for (const char c : clean(text)) {
    // "@name" calls somebody even where it is escaped.
    if (c == '@') {
      result += "&#64;";
      continue;
    }
    // A dash makes a list only where a line begins.
    if (marks.find(c) != std::string_view::npos || (c == '-' && result.empty())) result += '\\';
    result += c;
  }
  return result;
}

// A fence is longer than any run of backticks inside (CommonMark 4.5).
std::string fenced(std::string_view command) {
  const auto text = clean(command);
  std::size_t longest = 0, run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<std::size_t>(3, longest + 1), '`');
  return fmt::format("   {0}\n   {1}\n   {0}\n", fence, text);
}

std::string_view title(Verdict verdict) {
  constexpr std::string_view titles[] = {"✅ ready", "❌ blocked", "❔ undetermined"};
  return titles[static_cast<std::size_t>(verdict)];
}

std::string_view mark(Status status) {
  constexpr std::string_view marks[] = {"✅", "⚠️", "❌", "❔", "➖"};
  return marks[static_cast<std::size_t>(status)];
}

std::string cause_text(std::size_t number, const Cause& cause, Timestamp now) {
  auto text = fmt::format("{}. **{}**{}\n", number, escaped(cause.message),
                          cause.hard ? " (needs a person with more rights)" : "");
  if (cause.process) {
    text += fmt::format("   - {}\n", escaped(who(*cause.process, now)));
    if (cause.process->command_line)
      text += fmt::format("   - runs {}\n", escaped(*cause.process->command_line));
  }
  for (const auto& target : cause.blocks) text += fmt::format("   - blocks {}\n", escaped(target));
  for (const auto& remedy : cause.remedies) {
    text += fmt::format("   - {}\n", escaped(remedy.text));
    if (remedy.command) text += '\n' + fenced(*remedy.command) + '\n';
  }
  return text;
}

std::string findings_text(const CheckResult& check) {
  std::string text;
  for (const auto& finding : check.findings) {
    text += fmt::format("- **{}** `{}`: {}\n", word(finding.severity), clean(finding.code),
                        escaped(finding.message));
    if (finding.cause) text += fmt::format("  {}\n", escaped(*finding.cause));
  }
  return text;
}

}  // namespace

std::string render_markdown(const Report& report, const RenderOptions&) {
  const auto now = report.started_at;
  auto text =
      fmt::format("### preflight: {} (exit code {})\n\n", title(report.verdict), report.exit_code);
  std::size_t number = 0;
  for (const auto& cause : report.causes) text += cause_text(++number, cause, now);
  if (!report.causes.empty()) text += '\n';
  text += "| | check | target | result | time |\n| --- | --- | --- | --- | ---: |\n";
  for (const auto& check : report.checks)
    text += fmt::format("| {} | {} | {} | {} | {} |\n", mark(check.status), escaped(check.check),
                        escaped(check.target), escaped(check.summary), spent(check.duration));
  for (const auto& check : report.checks)
    if (!check.findings.empty())
      text += fmt::format("\n**{} {}**\n\n{}", escaped(check.check), escaped(check.target),
                          findings_text(check));
  return text + fmt::format("\n{}, preflight {}\n", rfc3339(report.started_at), PREFLIGHT_VERSION);
}

}  // namespace preflight
