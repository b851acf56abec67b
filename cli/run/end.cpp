#include "cli/run/end.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checks/base/duration.hpp"
#include "checks/base/shell_word.hpp"
#include "checks/codes/codes.hpp"
#include "checks/service/log_tail.hpp"

namespace preflight::run {

namespace {

using codes::Family;

// signal(7) on x86 and ARM: ILL TRAP ABRT BUS FPE SEGV SYS.
constexpr int crashes[] = {4, 5, 6, 7, 8, 11, 31};
constexpr std::uint32_t first_status = 0xC0000000;  ///< of NTSTATUS, severity error
constexpr std::uint32_t ended_by_control_c = 0xC000013A;
constexpr std::size_t most_causes = 3;

bool is_crash(int signal) {
  return std::find(std::begin(crashes), std::end(crashes), signal) != std::end(crashes);
}

bool is_status(const End& end, bool windows) {
  return windows && end.exit_code && *end.exit_code >= first_status;
}

// A shell or a launcher ends with 128 + n where its child died of a signal.
const codes::Code* row_of(const End& end, bool windows) {
  if (end.signal) return codes::find(Family::exit_status, 128 + *end.signal);
  if (!end.exit_code) return nullptr;
  if (is_status(end, windows)) return codes::find(Family::ntstatus, *end.exit_code);
  return codes::find(Family::exit_status, *end.exit_code);
}

std::string_view code_of(const EndFacts& facts) {
  const auto& end = facts.end;
  if (end.signal) return is_crash(*end.signal) ? "run.crashed" : "run.killed";
  if (!end.exit_code) return "run.end-unknown";
  if (is_status(end, facts.windows)) return "run.crashed";
  return *end.exit_code == 0 ? "run.ended" : "run.died";
}

Severity severity_of(std::string_view code) {
  if (code == "run.ended") return Severity::warning;
  return code == "run.end-unknown" ? Severity::error : Severity::blocker;
}

std::string joined(const codes::Code& row) {
  std::string text;
  for (const auto& cause : row.causes) {
    if (&cause - row.causes.begin() == most_causes) break;
    text += fmt::format("{}{}", text.empty() ? "" : "; or ", cause);
  }
  return text;
}

bool says(const EndFacts& facts, std::string_view words) {
  return std::any_of(
      facts.said.lines.begin(), facts.said.lines.end(),
      [&](const std::string& line) { return line.find(words) != std::string::npos; });
}

std::optional<std::string> cause_of(const EndFacts& facts, const codes::Code* row) {
  if (facts.end.out_of_memory)
    return "the kernel killed it for lack of memory: the limit of its control group, or the whole "
           "machine";
  if (const auto words = service::telling_line(facts.said.lines); !words.empty())
    return fmt::format("its last words: {}", words);
  if (!facts.end.signal && !facts.end.exit_code)
    return "only its parent was told, and this kernel keeps it for nobody else (Linux 6.15 does)";
  if (row == nullptr) return std::nullopt;
  const auto causes = joined(*row);
  return causes.empty() ? std::string(row->says) : fmt::format("{}: {}", row->says, causes);
}

// "python -c \"import MODULE\"": a pattern for whoever knows what stands there, and of no use
// behind a command that may be no Python at all.
bool is_pattern(std::string_view command) {
  std::size_t capitals = 0;
  for (const char c : command) {
    capitals = c >= 'A' && c <= 'Z' ? capitals + 1 : 0;
    if (capitals == 4) return true;
  }
  return false;
}

void add_remedies(const EndFacts& facts, const codes::Code* row, Finding& finding) {
  if (may_lack_library(facts) && !facts.program.empty())
    finding.remedies.push_back({"see which library is missing",
                                "preflight imports " + shell_word(facts.program, facts.windows),
                                Needs::user});
  if (row == nullptr) return;
  for (const auto& advice : row->remedies) {
    if (advice.command.starts_with("preflight imports") || is_pattern(advice.command)) continue;
    std::optional<std::string> command;
    if (!advice.command.empty()) command = advice.command;
    finding.remedies.push_back(
        {std::string(advice.text), command, advice.admin ? Needs::admin : Needs::user});
  }
  if (const auto number = codes::number_text(*row); !number.empty())
    finding.remedies.push_back(
        {"read what else that end can mean", "preflight explain " + number, Needs::nothing});
}

Value evidence_of(const EndFacts& facts) {
  Value evidence{{"lifetime_ms", facts.lifetime.count()}};
  if (facts.end.exit_code) evidence["exit_code"] = *facts.end.exit_code;
  if (facts.end.signal) evidence["signal"] = *facts.end.signal;
  if (facts.end.dumped) evidence["core_dump"] = true;
  if (facts.end.out_of_memory) evidence["out_of_memory"] = true;
  if (!facts.said.lines.empty()) evidence["lines"] = facts.said.lines;
  if (!facts.said.unread.empty()) evidence["stderr"] = facts.said.unread;
  return evidence;
}

}  // namespace

bool is_stop(int signal) {
  return std::find(stop_signals.begin(), stop_signals.end(), signal) != stop_signals.end();
}

bool was_wanted(const End& end) {
  return end.asked_to_stop.has_value() || (end.signal && is_stop(*end.signal)) ||
         end.exit_code == ended_by_control_c;
}

bool may_lack_library(const EndFacts& facts) {
  if (facts.script || facts.end.signal || !facts.end.exit_code) return false;
  if (!facts.windows)
    return *facts.end.exit_code == 127 || says(facts, "error while loading shared libraries") ||
           says(facts, "symbol lookup error");
  // DLL not found, ordinal or entry point not found, wrong image.
  constexpr std::uint32_t of_libraries[] = {0xC0000135, 0xC0000138, 0xC0000139, 0xC000007B};
  return std::find(std::begin(of_libraries), std::end(of_libraries), *facts.end.exit_code) !=
         std::end(of_libraries);
}

std::string end_in_words(const End& end, bool windows) {
  const auto* row = row_of(end, windows);
  if (end.signal) {
    const auto name =
        row != nullptr ? std::string(row->symbol) : fmt::format("signal {}", *end.signal);
    return end.dumped ? name + " (core dumped)" : name;
  }
  if (!end.exit_code) return "an exit code that could not be told";
  if (is_status(end, windows))
    return "exit code " + codes::name_of(Family::ntstatus, *end.exit_code);
  // "exit 127" names nothing that the number does not.
  if (row == nullptr || row->symbol.starts_with("exit ") || *end.exit_code <= 1)
    return fmt::format("exit code {}", *end.exit_code);
  return fmt::format("exit code {} ({})", *end.exit_code, row->symbol);
}

Finding judge_end(const EndFacts& facts) {
  const auto* row = row_of(facts.end, facts.windows);
  Finding finding;
  finding.code = code_of(facts);
  finding.severity = severity_of(finding.code);
  const auto verb = facts.end.signal ? "was ended by" : "ended with";
  finding.message = fmt::format(
      "{} {} {}, {} after its start{}", facts.command, verb, end_in_words(facts.end, facts.windows),
      format_duration(facts.lifetime), facts.announced ? ", though it had answered" : "");
  finding.cause = cause_of(facts, row);
  add_remedies(facts, row, finding);
  finding.evidence = evidence_of(facts);
  return finding;
}

}  // namespace preflight::run
