#include <utility>

#include "checks/codes/codes.hpp"
#include "checks/database/judge.hpp"

namespace preflight::database {

namespace {

enum Primary {
  ok = 0,
  busy = 5,
  read_only = 8,
  io_error = 10,
  corrupt = 11,
  full = 13,
  cant_open = 14,
  protocol = 15,
  not_a_database = 26
};

bool told(const Findings& findings, std::string_view code) {
  for (const auto& finding : findings)
    if (finding.code == code && finding.severity == Severity::blocker) return true;
  return false;
}

Finding finding_of(const Query& query, const Attempt& attempt) {
  const auto& file = query.file;
  switch (attempt.code & 0xff) {
    case read_only:
      return make_finding("read-only", Severity::blocker, file + " can only be read");
    case corrupt:
      return make_finding("corrupt", Severity::blocker, file + " is damaged");
    case not_a_database:
    case 1:  // "unsupported file format"
      return make_finding("not-a-database", Severity::blocker,
                          file + " is not a database that SQLite can use");
    case full:
      return make_finding("disk-full", Severity::blocker, "no space is left for " + file);
    case protocol:
      return make_finding("locked", Severity::blocker, file + " could not be locked");
    case io_error:
    case cant_open:
      return make_finding("io-error", Severity::blocker, file + " cannot be used by SQLite");
    default:
      return make_finding("unknown", Severity::error, file + " could not be looked at");
  }
}

// Where nothing better is known, what the table of codes has about this code.
void add_explanation(const Attempt& attempt, Finding& finding) {
  const auto* code = codes::find(codes::Family::sqlite, attempt.code);
  if (code == nullptr || code->causes.empty()) return;
  finding.remedies.push_back({"see why this happens and what to do",
                              "preflight explain " + std::string(code->symbol), Needs::user});
}

}  // namespace

void judge_attempt(const Query& query, const Facts& facts, Findings& findings) {
  const auto& tried = facts.attempt ? facts.attempt : facts.read;
  if (!tried || facts.obstacle != Obstacle::none) return;
  const auto& attempt = *tried;
  const auto primary = attempt.code & 0xff;
  if (primary == busy) return;  // judge_locks
  if (primary == ok && (!attempt.read_only || !facts.database.write.granted())) return;
  auto finding = finding_of(query, attempt);
  if (primary == ok)
    finding = make_finding("read-only", Severity::blocker, query.file + " can only be read",
                           "SQLite could not open it for writing");
  else
    finding.cause = "SQLite says: " + attempt.message;
  if (told(findings, finding.code)) return;
  finding.hard = primary == corrupt || primary == not_a_database || primary == 1;
  finding.evidence = {{"sqlite_extended_code", attempt.code},
                      {"sqlite_code", codes::symbol_of(codes::Family::sqlite, attempt.code)},
                      {"step", attempt.step}};
  if (attempt.system_error != 0) finding.evidence["system_error"] = attempt.system_error;
  if (primary == corrupt)
    finding.remedies.push_back({"Restore it from a backup, or save what can be read of a copy",
                                "sqlite3 " + shell_word(facts.path, facts.system) + " .recover",
                                Needs::person});
  if (finding.remedies.empty() && primary != ok) add_explanation(attempt, finding);
  findings.push_back(std::move(finding));
}

}  // namespace preflight::database
