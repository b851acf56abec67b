#include "report/console.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/page.hpp"
#include "report/words.hpp"

namespace preflight {

namespace {

struct Look {
  std::string_view mark, ascii;
  Ink ink;
};

Look look_of(Status status) {
  switch (status) {
    case Status::pass:
      return {"✓", "ok", Ink::green};
    case Status::warn:
      return {"!", "!!", Ink::yellow};
    case Status::fail:
      return {"✗", "XX", Ink::red};
    case Status::error:
      return {"?", "??", Ink::yellow};
    case Status::skip:
      return {"-", "--", Ink::dim};
  }
  return {"?", "??", Ink::yellow};
}

Look look_of(Severity severity) {
  switch (severity) {
    case Severity::blocker:
      return look_of(Status::fail);
    case Severity::error:
      return look_of(Status::error);
    case Severity::warning:
      return look_of(Status::warn);
    case Severity::info:
      return {"·", "-", Ink::dim};
  }
  return look_of(Status::error);
}

std::string spent(std::chrono::duration<double, std::milli> span) {
  return span.count() < 1000 ? fmt::format("{:.1f} ms", span.count())
                             : fmt::format("{:.1f} s", span.count() / 1000);
}

// Local time would ask the system for its time zone; a report is read elsewhere too.
std::string since(Timestamp time) {
  const auto text = rfc3339(time);
  return fmt::format("{} {} UTC", text.substr(0, 10), text.substr(11, 8));
}

std::string who(const Process& process) {
  auto text = fmt::format("{}, pid {}", process.name, process.pid);
  if (process.user) text += ", user " + *process.user;
  if (process.started_at) text += ", since " + since(*process.started_at);
  if (process.state != ProcessState::running && process.state != ProcessState::unknown)
    text += fmt::format(", {}", word(process.state));
  return text;
}

std::string roles(const Process& process) {
  std::string text{word(process.role)};
  for (const auto& lock : process.locks) text += ", " + lock;
  return text;
}

// The nearest few tell what a person knows; the way up to pid 1 is for the curious.
std::string ancestry(const Process& process, std::size_t most) {
  std::string chain;
  for (std::size_t i = 0; i < process.parents.size() && i < most; ++i)
    chain += fmt::format("{}{} ({})", i == 0 ? "child of " : " < ", process.parents[i].name,
                         process.parents[i].pid);
  return chain;
}

std::string origin(const Process& process, std::size_t most) {
  std::string text;
  const auto add = [&](std::string_view part) {
    if (!text.empty()) text += "; ";
    text += part;
  };
  if (process.service) add("service " + *process.service);
  if (process.container) add("container " + *process.container);
  if (process.started_by) add(*process.started_by);
  if (const auto chain = ancestry(process, most); !chain.empty()) add(chain);
  return text;
}

void write_process(Page& page, std::size_t indent, const Process& process, bool verbose) {
  page.line(indent, "", Ink::plain, who(process), Ink::bold);
  if (process.command_line) page.line(indent + 2, "", Ink::plain, *process.command_line);
  constexpr std::size_t few = 2, all = 8;
  if (const auto text = origin(process, verbose ? all : few); !text.empty())
    page.line(indent + 2, "", Ink::plain, text, Ink::dim);
  if (verbose && process.path) page.line(indent + 2, "", Ink::plain, *process.path, Ink::dim);
}

std::string_view needs_note(Needs needs) {
  switch (needs) {
    case Needs::admin:
      return " (needs an administrator)";
    case Needs::person:
      return " (needs a person)";
    default:
      return "";
  }
}

void write_remedies(Page& page, std::size_t indent, const std::vector<Remedy>& remedies) {
  for (const auto& remedy : remedies) {
    page.line(indent, page.mark("→ ", "> "), Ink::cyan,
              fmt::format("{}{}", remedy.text, needs_note(remedy.needs)));
    if (remedy.command) page.verbatim(indent + 4, "", *remedy.command);
  }
}

Ink ink_of(Verdict verdict) {
  return verdict == Verdict::ready     ? Ink::green
         : verdict == Verdict::blocked ? Ink::red
                                       : Ink::yellow;
}

std::string tally(const Report& report) {
  const auto& counts = report.summary;
  std::string text;
  const auto add = [&](std::size_t count, std::string_view name) {
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, name);
  };
  add(counts.fail, "blocked");
  add(counts.error, "unknown");
  add(counts.warn, counts.warn == 1 ? "warning" : "warnings");
  add(counts.pass, "passed");
  add(counts.skip, "skipped");
  return text;
}

void write_verdict(Page& page, const Report& report) {
  std::string text;
  if (report.verdict == Verdict::ready) {
    text = report.summary.warn > 0 ? "it can start, with warnings" : "nothing is in the way";
  } else if (report.verdict == Verdict::undetermined) {
    text = "something could not be looked at, so this is not a yes";
  } else if (report.exit_code == 4) {
    text = "out of reach of this user: trying again will not help";
  } else {
    text = "it cannot start now";
  }
  const auto name = report.verdict == Verdict::ready     ? "READY"
                    : report.verdict == Verdict::blocked ? "BLOCKED"
                                                         : "UNDETERMINED";
  page.line(0, fmt::format("{}  ", name), ink_of(report.verdict),
            fmt::format("{} ({}; {})", text, tally(report), spent(report.duration)));
}

void write_cause(Page& page, std::size_t number, const Cause& cause, bool verbose) {
  page.blank();
  page.line(2, fmt::format("{}. ", number), Ink::bold, cause.message, Ink::bold);
  if (cause.process) write_process(page, 5, *cause.process, verbose);
  if (cause.blocks.size() > 1) {
    std::string text;
    for (const auto& target : cause.blocks) text += (text.empty() ? "" : ", ") + target;
    page.line(5, "blocks ", Ink::dim, text);
  }
  write_remedies(page, 5, cause.remedies);
}

// A process that the causes have shown needs no second picture; a line with its part is enough. Nor
// does a message that the line of the check has told already.
void write_finding(Page& page, const Finding& finding, bool told, bool verbose) {
  const auto look = look_of(finding.severity);
  const auto ink = finding.severity == Severity::info ? Ink::dim : Ink::plain;
  const auto mark = fmt::format("{} ", page.mark(look.mark, look.ascii));
  if (!told) page.line(6, mark, look.ink, finding.message, ink);
  if (finding.cause) page.line(8, "", Ink::plain, *finding.cause, Ink::dim);
  for (const auto& process : finding.processes)
    page.line(8, "", Ink::plain,
              fmt::format("{} ({}): {}", process.name, process.pid, roles(process)), Ink::dim);
  if (!verbose) return;
  page.line(8, "", Ink::plain, finding.code, Ink::dim);
  write_remedies(page, 8, finding.remedies);
  if (!finding.evidence.is_null())
    page.line(8, "", Ink::plain,
              finding.evidence.dump(-1, ' ', false, Value::error_handler_t::replace), Ink::dim);
}

bool is_shown(const CheckResult& check, const RenderOptions& options) {
  if (options.verbose) return true;
  if (options.quiet) return check.status == Status::fail || check.status == Status::error;
  return check.status != Status::pass;
}

void write_check(Page& page, const CheckResult& check, std::size_t name_width,
                 const RenderOptions& options) {
  const auto look = look_of(check.status);
  page.line(2, fmt::format("{} ", page.mark(look.mark, look.ascii)), look.ink,
            fmt::format("{:<{}}  {}  {}", check.check, name_width, check.target, check.summary));
  for (const auto& finding : check.findings) {
    const bool minor = finding.severity == Severity::info ||
                       (options.quiet && finding.severity == Severity::warning);
    const bool ignored = finding.evidence.is_object() && finding.evidence.contains("ignored");
    if (minor && !options.verbose && !ignored) continue;
    write_finding(page, finding, finding.message == check.summary, options.verbose);
  }
  if (options.verbose && !check.facts.is_null())
    page.line(6, "", Ink::plain, check.facts.dump(-1, ' ', false, Value::error_handler_t::replace),
              Ink::dim);
}

void write_passed(Page& page, const Report& report, const RenderOptions& options) {
  if (options.verbose || options.quiet) return;
  std::string targets;
  for (const auto& check : report.checks)
    if (check.status == Status::pass)
      targets += fmt::format("{}{} {}", targets.empty() ? "" : ", ", check.check, check.target);
  const auto look = look_of(Status::pass);
  if (!targets.empty())
    page.line(2, fmt::format("{} ", page.mark(look.mark, look.ascii)), look.ink, targets, Ink::dim);
}

bool has_ignored(const CheckResult& check) {
  return std::any_of(check.findings.begin(), check.findings.end(), [](const Finding& finding) {
    return finding.evidence.is_object() && finding.evidence.contains("ignored");
  });
}

}  // namespace

std::string render_console(const Report& report, const RenderOptions& options) {
  if (options.quiet && report.verdict == Verdict::ready) return {};
  Page page{{options.color, options.unicode, options.width}};
  write_verdict(page, report);
  for (std::size_t i = 0; i < report.causes.size(); ++i)
    if (!options.quiet || report.verdict != Verdict::ready)
      write_cause(page, i + 1, report.causes[i], options.verbose);
  std::size_t name_width = 0;
  for (const auto& check : report.checks) name_width = std::max(name_width, check.check.size());
  page.blank();
  for (const auto& check : report.checks)
    if (is_shown(check, options) || has_ignored(check))
      write_check(page, check, name_width, options);
  write_passed(page, report, options);
  return page.take();
}

}  // namespace preflight
