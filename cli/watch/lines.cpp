#include "cli/watch/lines.hpp"

#include <fmt/format.h>

#include <cstdint>

#include "report/clean.hpp"
#include "report/json.hpp"
#include "report/words.hpp"

namespace preflight::watch {

namespace {

std::string to_seconds(Timestamp at) {
  auto text = rfc3339(at);
  text.resize(text.find('.'));
  return text + "Z";
}

// What the finding that decides is called, for who searches the log.
std::string code_note(const CheckResult& result) {
  const bool told = !result.findings.empty() && result.findings.front().severity > Severity::info;
  return told ? fmt::format(" [{}]", result.findings.front().code) : std::string();
}

std::string before(const Change& change, Status now) {
  if (!change.from) return {};
  const std::string_view was = *change.from == now ? "" : "was ";
  return fmt::format(" ({}{} for {})", was, state(*change.from), span_text(change.lasted));
}

std::string details(const CheckResult& result, bool unicode) {
  std::string text;
  const auto put = [&](std::size_t indent, std::string_view line) {
    text += std::string(indent, ' ') + (unicode ? clean(line) : clean_ascii(line)) + "\n";
  };
  for (const auto& finding : result.findings) {
    if (finding.severity == Severity::info) continue;
    put(4, fmt::format("{} [{}]", finding.message, finding.code));
    if (finding.cause) put(6, "why: " + *finding.cause);
    for (const auto& remedy : finding.remedies) {
      put(6, (unicode ? "→ " : "> ") + remedy.text);
      if (remedy.command) put(10, *remedy.command);
    }
  }
  return text;
}

Value event(std::string_view name, Timestamp at) {
  return {{"schema_version", 1}, {"event", std::string(name)}, {"at", rfc3339(at)}};
}

std::int64_t milliseconds_of(Clock::duration span) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(span).count();
}

}  // namespace

std::string log_line(const Stand& stand, const Change& change, Timestamp at, bool verbose,
                     bool unicode) {
  const auto& result = stand.result;
  const auto line =
      fmt::format("{} {:<5} {} {}: {}{}{}", to_seconds(at), word(result.status), stand.check,
                  stand.target, result.summary, code_note(result), before(change, result.status));
  return (unicode ? clean(line) : clean_ascii(line)) + "\n" +
         (verbose ? details(result, unicode) : std::string());
}

std::string json_check(const Stand& stand, const Change& change, std::size_t round, Timestamp at) {
  auto object = event("check", at);
  object["round"] = round;
  object["index"] = change.index;
  auto check = to_value(stand.result);
  object["check"] = stand.check;
  object["target"] = stand.target;
  object["from"] = change.from ? Value(word(*change.from)) : Value(nullptr);
  object["to"] = word(stand.result.status);
  if (change.from) object["lasted_ms"] = milliseconds_of(change.lasted);
  object["failures"] = stand.failures;
  for (const auto* key : {"summary", "duration_ms", "place", "findings"})
    if (check.contains(key)) object[key] = std::move(check[key]);
  return to_line(object);
}

std::string json_verdict(const Report& report, const VerdictChange& change, std::size_t round,
                         Timestamp at) {
  auto object = event("verdict", at);
  object["round"] = round;
  object["from"] = change.from ? Value(word(*change.from)) : Value(nullptr);
  object["to"] = word(report.verdict);
  if (change.from) object["lasted_ms"] = milliseconds_of(change.lasted);
  object["exit_code"] = report.exit_code;
  object["summary"] = to_value(report.summary);
  auto& causes = object["causes"] = Value::array();
  for (const auto& cause : report.causes) causes.push_back(to_value(cause));
  return to_line(object);
}

std::string json_end(const Report& report, std::size_t rounds, std::size_t changes, Timestamp at) {
  auto object = event("end", at);
  object["rounds"] = rounds;
  object["changes"] = changes;
  object["verdict"] = word(report.verdict);
  object["exit_code"] = report.exit_code;
  return to_line(object);
}

}  // namespace preflight::watch
