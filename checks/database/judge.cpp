#include "checks/database/judge.hpp"

#include <utility>

#include "checks/base/shell_word.hpp"

namespace preflight::database {

const Header* sound_header(const Facts& facts) {
  return facts.header ? std::get_if<Header>(&*facts.header) : nullptr;
}

bool is_wal(const Facts& facts) {
  const auto* const header = sound_header(facts);
  return header != nullptr && header->wal;
}

Finding make_finding(std::string code, Severity severity, std::string message, std::string cause) {
  Finding finding;
  finding.code = "database." + std::move(code);
  finding.severity = severity;
  finding.message = std::move(message);
  if (!cause.empty()) finding.cause = std::move(cause);
  return finding;
}

std::string names_of(const std::vector<Holder>& holders) {
  if (holders.empty()) return "a process that cannot be seen";
  constexpr std::size_t most = 3;
  std::string text;
  for (std::size_t i = 0; i < holders.size() && i < most; ++i) {
    if (i > 0) text += i + 1 == holders.size() ? " and " : ", ";
    const auto& process = holders[i].who.process;
    text += process.name + " (" + std::to_string(process.pid) + ")";
  }
  if (holders.size() > most) text += " and " + std::to_string(holders.size() - most) + " more";
  return text;
}

std::string shell_word(const std::string& text, System system) {
  return preflight::shell_word(text, system == System::windows);
}

Value error_value(SystemError error) {
  return Value{{"error", error.code}, {"symbol", symbol(error)}, {"text", text(error)}};
}

Findings judge(const Query& query, const Facts& facts) {
  Findings findings;
  judge_file(query, facts, findings);
  const bool present = facts.presence == Presence::present && facts.kind == FileKind::regular;
  if (present && (facts.database.read.granted() || facts.shut_out)) {
    judge_locks(query, facts, findings);
    judge_rights(query, facts, findings);
    judge_attempt(query, facts, findings);
    judge_leftovers(query, facts, findings);
  }
  if (facts.file_system) judge_place(query, facts, findings);
  if (present) judge_advice(query, facts, findings);
  for (const auto& gap : facts.gaps) {
    auto finding = make_finding("unknown", Severity::error,
                                query.file + " could not be looked at: " + gap.reason);
    finding.evidence = error_value(gap.error);
    finding.evidence["what"] = gap.what;
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace preflight::database
