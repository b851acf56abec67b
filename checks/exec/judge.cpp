#include <fmt/format.h>

#include <algorithm>

#include "checks/base/duration.hpp"
#include "checks/base/findings.hpp"
#include "checks/base/shell_word.hpp"
#include "checks/base/text.hpp"
#include "checks/exec/exec.hpp"
#include "checks/exec/plugin_output.hpp"

namespace preflight::exec {

namespace {

/// The command as a person would type it to see for himself.
std::string by_hand(const Query& query, bool windows) {
  constexpr auto plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+,:@=";
  const auto quoted = [&](const std::string& word) {
    const bool needs_quotes = word.empty() || word.find_first_not_of(plain) != std::string::npos;
    return needs_quotes ? shell_word(word, windows) : word;
  };
  std::string line;
  if (!query.folder.empty()) line = (windows ? "cd /d " : "cd ") + quoted(query.folder) + " && ";
  for (const auto& word : query.words) line += quoted(word) + " ";
  line.pop_back();
  return line;
}

std::string last_line(std::string_view text) {
  constexpr std::size_t longest = 300;
  text = trim(text);
  const auto end = text.rfind('\n');
  auto line = trim(end == std::string_view::npos ? text : text.substr(end + 1));
  return std::string(line.substr(0, longest));
}

Finding not_found(const Query& query, const Facts& facts) {
  auto finding = make_finding("exec.not-found", Severity::error,
                              fmt::format("{} cannot be run: {} ({})", query.words.front(),
                                          text(facts.not_found), symbol(facts.not_found)));
  finding.cause = "no shell is used, and PATH is that of who starts preflight";
  finding.remedies = {{"give its whole path", {}, Needs::user}};
  return finding;
}

std::string how_it_ended(const ChildResult& child) {
  if (child.signal) return fmt::format("signal {} ended it", *child.signal);
  if (!child.exit_code) return "it did not end by itself";
  // A crash on Windows leaves an NTSTATUS.
  return *child.exit_code < 0
             ? fmt::format("exit code 0x{:08X}", static_cast<std::uint32_t>(*child.exit_code))
             : fmt::format("exit code {}", *child.exit_code);
}

/// What the exit code says, or that it says nothing; `info` is "all is well".
Severity severity_of(const ChildResult& child) {
  if (!child.exit_code) return Severity::error;
  switch (*child.exit_code) {
    case 0:
      return Severity::info;
    case 1:
      return Severity::warning;
    case 2:
      return Severity::blocker;
    default:
      return Severity::error;
  }
}

std::string summary_of(const Said& said, const ChildResult& child) {
  if (!said.summary.empty()) return said.summary;
  if (!said.findings.empty()) return said.findings.front().message;
  const auto error = last_line(child.errors);
  return error.empty() ? how_it_ended(child) : error;
}

Value evidence_of(const Said& said, const ChildResult& child) {
  Value evidence{{"ended", how_it_ended(child)}};
  if (!said.measured.empty()) evidence["measured"] = said.measured;
  if (!said.more.empty()) evidence["output"] = said.more;
  if (const auto error = last_line(child.errors); !error.empty()) evidence["stderr"] = error;
  return evidence;
}

/// By the exit code; nothing where it says that all is well.
std::optional<Finding> by_exit_code(const Query& query, const Facts& facts, const Said& said) {
  const auto severity = severity_of(facts.child);
  if (severity == Severity::info) return std::nullopt;
  auto finding = make_finding(code_of(severity), severity, summary_of(said, facts.child));
  finding.cause = fmt::format("{}: {}", query.words.front(), how_it_ended(facts.child));
  if (severity == Severity::error && facts.child.exit_code)
    finding.cause = *finding.cause + "; 0 is well, 1 a warning, 2 a failure, all else unknown";
  finding.remedies = {{"run it by hand", by_hand(query, facts.windows), Needs::user}};
  finding.evidence = evidence_of(said, facts.child);
  return finding;
}

/// Why what it said is not to be judged; nothing where it is.
std::optional<Finding> no_answer(const Query& query, const Facts& facts) {
  const auto& child = facts.child;
  if (facts.program.empty()) return not_found(query, facts);
  if (child.start.code != 0)
    return make_finding("exec.not-found", Severity::error,
                        fmt::format("{} cannot be started: {} ({})", facts.program,
                                    text(child.start), symbol(child.start)));
  if (child.cut)
    return make_finding(
        "exec.unknown", Severity::error,
        fmt::format("{} said more than a plugin may; it was ended", query.words.front()));
  if (!child.timed_out) return std::nullopt;
  auto finding = make_finding("check.timed-out", Severity::error,
                              fmt::format("{} did not end in {}; it was ended", query.words.front(),
                                          format_duration(facts.limit)));
  finding.remedies = {{"give it more time: --timeout", {}, Needs::user},
                      {"run it by hand", by_hand(query, facts.windows), Needs::user}};
  return finding;
}

Finding left_behind(const Query& query) {
  return make_finding(
      "exec.unknown", Severity::error,
      fmt::format("{} started something that could not be ended", query.words.front()));
}

Severity worst_of(const Findings& findings) {
  auto worst = Severity::info;
  for (const auto& finding : findings) worst = std::max(worst, finding.severity);
  return worst;
}

Value to_json(const Query& query, const Facts& facts) {
  Value object{{"command", query.words}};
  if (!facts.program.empty()) object["program"] = facts.program;
  if (facts.child.exit_code) object["exit_code"] = *facts.child.exit_code;
  if (facts.child.signal) object["signal"] = *facts.child.signal;
  return object;
}

}  // namespace

Outcome judge(const Query& query, const Facts& facts) {
  Outcome outcome;
  outcome.facts = to_json(query, facts);
  if (auto finding = no_answer(query, facts)) {
    outcome.summary = finding->message;
    outcome.findings.push_back(*std::move(finding));
    return outcome;
  }
  auto said = decode_plugin_output(facts.child.output);
  if (!said.measured.empty()) outcome.facts["measured"] = said.measured;
  outcome.summary = summary_of(said, facts.child);
  outcome.findings = said.findings;
  if (!said.malformed.empty())
    outcome.findings.push_back(make_finding(
        "exec.unknown", Severity::error,
        fmt::format("what {} says cannot be read: {}", query.words.front(), said.malformed)));
  auto finding = by_exit_code(query, facts, said);
  if (finding && finding->severity > worst_of(outcome.findings))
    outcome.findings.push_back(*std::move(finding));
  if (facts.child.left_behind) outcome.findings.push_back(left_behind(query));
  return outcome;
}

}  // namespace preflight::exec
