#include <algorithm>
#include <utility>

#include "checks/database/judge.hpp"

namespace preflight::database {

namespace {

bool is_contention(const Finding& finding) {
  return finding.code == "database.locked" || finding.code == "database.busy-reader" ||
         finding.code == "database.open-elsewhere";
}

// A server has readers beside its writer. WAL needs memory that processes share, which the file
// system of another machine has not: sqlite.org/wal.html.
bool wal_would_help(const Facts& facts, const Findings& findings) {
  const bool worse_things = std::any_of(findings.begin(), findings.end(), [](const auto& finding) {
    return finding.severity > Severity::warning && !is_contention(finding);
  });
  const bool elsewhere =
      facts.file_system && (facts.file_system->network || !facts.file_system->synced_by.empty());
  return sound_header(facts) != nullptr && !is_wal(facts) && !elsewhere && !worse_things;
}

// Known to each connection alone: sqlite.org/c3ref/busy_timeout.html. Python's docs,
// sqlite3.connect.
Finding waiting(const Query& query) {
  auto finding = make_finding(
      "busy-timeout", Severity::info,
      "how long an application waits for a lock of " + query.file + " cannot be seen",
      "It belongs to each connection and is stored nowhere. SQLite's own default is not "
      "to wait at all; Python's sqlite3 waits 5 s");
  finding.remedies.push_back(
      {"Let each connection of the application wait", "PRAGMA busy_timeout = 5000;", Needs::user});
  return finding;
}

Finding no_wal(const Query& query) {
  auto finding = make_finding("wal-off", Severity::info, query.file + " is not in WAL mode",
                              "In WAL mode readers do not keep a writer from committing");
  finding.remedies.push_back({"Switch it once, while no other has it open; it stays so",
                              "PRAGMA journal_mode = WAL;", Needs::user});
  return finding;
}

// Drive letters of a user's session: learn.microsoft.com, "Services and Redirected Drives".
Finding not_for_services(const Query& query, const FileSystem& place) {
  auto finding = make_finding(
      "not-for-services", Severity::info, query.file + " is out of reach for a service of Windows",
      place.of_session ? "The drive letter was mapped or substituted in the session of "
                         "this user; a service, SYSTEM's too, has letters of its own"
                       : "It is encrypted (EFS), and SYSTEM has no key to it");
  finding.remedies.push_back(
      {"Move the database to a local folder, below %ProgramData% perhaps", {}, Needs::user});
  return finding;
}

}  // namespace

void judge_advice(const Query& query, const Facts& facts, Findings& findings) {
  if (std::any_of(findings.begin(), findings.end(), is_contention))
    findings.push_back(waiting(query));
  if (wal_would_help(facts, findings)) findings.push_back(no_wal(query));
  const auto& place = facts.file_system;
  if (place && (place->of_session || place->encrypted))
    findings.push_back(not_for_services(query, *place));
}

}  // namespace preflight::database
