#include <utility>

#include "checks/database/judge.hpp"

namespace preflight::database {

namespace {

bool writable(const Access& access) {
  return !access.exists || (access.read.granted() && access.write.granted());
}

void judge_journal(const Query& query, const Facts& facts, Findings& findings) {
  if (facts.leftovers.journal == JournalState::dead) {
    findings.push_back(make_finding(
        "hot-journal", Severity::warning, facts.journal.path + " belongs to an empty database",
        "The database has 0 bytes: the next one to open it deletes the journal"));
    return;
  }
  if (facts.leftovers.journal != JournalState::hot) return;
  const bool can = writable(facts.database) && writable(facts.journal) && writable(facts.folder);
  auto finding = make_finding(
      "hot-journal", can ? Severity::warning : Severity::blocker,
      "a transaction on " + query.file + " was interrupted; its journal waits to be rolled back",
      can ? "Whoever opens the database next rolls it back, which needs the right to write"
          : "It must be rolled back before anybody can read, and this user may not write");
  if (!facts.leftovers.journal_header && facts.journal.read.granted())
    finding.cause =
        "The journal has no valid header: SQLite will find nothing in it to put back, "
        "and delete it";
  if (!can) finding.hard = !facts.database.ours && !facts.folder.ours && !facts.journal.ours;
  finding.remedies.push_back({"Do not delete " + facts.journal.path +
                                  ": without it the database stays half changed. The server mends "
                                  "it when it opens the database",
                              {},
                              can ? Needs::nothing : Needs::person});
  finding.evidence = {{"path", facts.journal.path}, {"size", facts.journal.size}};
  findings.push_back(std::move(finding));
}

// Commits in a log beside a database that is not in WAL mode are another database's: SQLite opens
// the log all the same.
void judge_foreign_wal(const Query& query, const Facts& facts, Findings& findings) {
  findings.push_back(make_finding(
      "stale-wal", Severity::warning, facts.wal.path + " does not belong to " + query.file,
      facts.database.size == 0
          ? "The database has 0 bytes: the next one to open it deletes the log"
          : "The database is not in WAL mode, so the log is that of an earlier one; SQLite would "
            "mix its pages into this one"));
  findings.back().remedies.push_back(
      {"Find out which database the log belongs to before anything opens it; move it away only if "
       "the database beside it is whole",
       {},
       Needs::person});
  findings.back().evidence = {{"path", facts.wal.path}, {"size", facts.wal.size}};
}

void judge_wal(const Query& query, const Facts& facts, Findings& findings) {
  const auto& wal = facts.leftovers.wal;
  if (facts.attached || facts.wal.size == 0) return;
  if (!is_wal(facts)) {
    if (wal.committed || wal.cut_short) judge_foreign_wal(query, facts, findings);
    return;
  }
  if (!wal.committed && !wal.cut_short) return;
  const bool can = writable(facts.database) && writable(facts.wal) && writable(facts.wal_index) &&
                   (facts.folder.write.granted() || facts.wal_index.exists);
  auto finding = make_finding("recovery-needed", can ? Severity::info : Severity::blocker,
                              query.file + " was not closed; commits wait in its log",
                              can ? "Not a lock: whoever opens the database next replays the log"
                                  : "The log must be replayed first, and this user may not write");
  if (!can) finding.hard = !facts.database.ours && !facts.folder.ours;
  finding.remedies.push_back(
      {"Do not delete " + facts.wal.path + ": it holds commits that are nowhere else",
       {},
       can ? Needs::nothing : Needs::person});
  finding.evidence = {{"path", facts.wal.path}, {"size", facts.wal.size}};
  findings.push_back(std::move(finding));
}

}  // namespace

void judge_leftovers(const Query& query, const Facts& facts, Findings& findings) {
  if (facts.obstacle != Obstacle::none) return;  // theirs who hold the lock
  judge_journal(query, facts, findings);
  judge_wal(query, facts, findings);
}

}  // namespace preflight::database
