#include <utility>

#include "checks/database/judge.hpp"

namespace preflight::database {

namespace {

void judge_missing(const Query& query, const Facts& facts, Findings& findings) {
  const auto& folder = facts.folder;
  if (query.must_exist) {
    findings.push_back(make_finding("missing", Severity::blocker, query.file + " does not exist"));
    findings.back().remedies.push_back(
        {"Create the database, or give the path of the right one", {}, Needs::user});
  } else if (!folder.exists) {
    findings.push_back(make_finding("cannot-create", Severity::blocker,
                                    query.file + " cannot be created: its folder does not exist",
                                    "SQLite creates a database, but no folder: " + folder.path));
    const auto word = shell_word(folder.path, facts.system);
    findings.back().remedies.push_back(
        {"Create the folder", (facts.system == System::windows ? "mkdir " : "mkdir -p ") + word,
         Needs::user});
  } else if (!folder.write.granted() || !folder.read.granted()) {
    const auto& right = folder.write.granted() ? folder.read : folder.write;
    findings.push_back(
        make_finding("cannot-create", Severity::blocker,
                     query.file + " cannot be created: no file may be created in " + folder.path));
    findings.back().hard = !folder.ours;
    findings.back().evidence = error_value(right.error);
    findings.back().remedies.push_back(
        {"Let this user write to " + folder.path, {}, folder.ours ? Needs::user : Needs::admin});
  } else {
    findings.push_back(make_finding("missing", Severity::info,
                                    query.file + " does not exist yet; it can be created"));
  }
  if (facts.wal.exists && facts.wal.size > 0)
    findings.push_back(make_finding(
        "stale-wal", Severity::warning, facts.wal.path + " is there, but its database is not",
        "The log holds commits of a database that was moved or deleted; a new database of this "
        "name would delete the log"));
}

void judge_denied(const Query& query, const Facts& facts, SystemError error, Findings& findings) {
  auto finding =
      make_finding("denied", Severity::blocker, query.file + " may not be opened by this user");
  finding.hard = true;
  finding.evidence = error_value(error);
  if (facts.database.ours && facts.system == System::linux_)
    finding.remedies.push_back({"It is this user's own file: give back the right to read and write",
                                "chmod u+rw " + shell_word(facts.path, facts.system), Needs::user});
  else
    finding.remedies.push_back(
        {"Run as the user that owns the database, or let its owner grant the access",
         {},
         Needs::admin});
  findings.push_back(std::move(finding));
}

void judge_unknown(const Query& query, SystemError error, Findings& findings) {
  findings.push_back(make_finding("unknown", Severity::error,
                                  query.file + " could not be looked at: " + text(error)));
  findings.back().evidence = error_value(error);
}

void judge_impossible(const Query& query, SystemError error, Findings& findings) {
  findings.push_back(make_finding("cannot-create", Severity::blocker,
                                  query.file + " can be no file: " + text(error)));
  findings.back().evidence = error_value(error);
  findings.back().remedies.push_back({"Give the path of the database", {}, Needs::user});
}

const char* kind_text(FileKind kind) {
  switch (kind) {
    case FileKind::directory:
      return "a folder";
    case FileKind::fifo:
      return "a pipe";
    case FileKind::socket:
      return "a socket";
    case FileKind::device:
      return "a device";
    default:
      return "no ordinary file";
  }
}

std::string fault_text(const BadHeader& bad) {
  switch (bad.fault) {
    case HeaderFault::no_magic:
      return "It begins with other bytes than every SQLite database: another kind of file, an "
             "encrypted database, or one that was overwritten";
    case HeaderFault::all_zero:
      return "Its beginning holds only zeros, as after a crash of the machine or a failed copy";
    case HeaderFault::too_short:
      return "It ends within its first 100 bytes";
    case HeaderFault::unsupported:
      return "Its schema format is of no version of SQLite";
    default:
      return "Byte " + std::to_string(bad.offset) + " of its header is wrong";
  }
}

Remedy restore_remedy(const std::string& path, System system) {
  return {"Restore it from a backup, or save what can be read of a copy",
          "sqlite3 " + shell_word(path, system) + " .recover", Needs::person};
}

void judge_bad_header(const Query& query, const Facts& facts, const BadHeader& bad,
                      Findings& findings) {
  const bool damaged = bad.fault == HeaderFault::too_short || bad.fault == HeaderFault::corrupt;
  auto finding = damaged ? make_finding("corrupt", Severity::blocker, query.file + " is damaged",
                                        fault_text(bad))
                         : make_finding("not-a-database", Severity::blocker,
                                        query.file + " is not a SQLite database", fault_text(bad));
  finding.hard = true;
  finding.evidence = {{"offset", bad.offset}, {"size", facts.database.size}};
  if (damaged)
    finding.remedies.push_back(restore_remedy(facts.path, facts.system));
  else
    finding.remedies.push_back(
        {"Give the path of the database, or put back the right file", {}, Needs::person});
  findings.push_back(std::move(finding));
}

// Pages in a log or a journal take the place of those in the file: then its size tells nothing.
void judge_size(const Query& query, const Facts& facts, const Header& header, Findings& findings) {
  const bool replay = facts.leftovers.journal == JournalState::hot || facts.attached ||
                      facts.leftovers.wal.committed || facts.leftovers.wal.cut_short;
  if (replay || facts.obstacle == Obstacle::writer) return;
  if (truncated(header, facts.database.size)) {
    const auto wanted = std::uint64_t{*header.pages} * header.page_size;
    findings.push_back(make_finding("corrupt", Severity::blocker,
                                    query.file + " is damaged: its end is missing",
                                    "Its header counts " + std::to_string(*header.pages) +
                                        " pages; the file is too short for them"));
    findings.back().hard = true;
    findings.back().evidence = {{"size", facts.database.size}, {"size_by_header", wanted}};
    findings.back().remedies.push_back(restore_remedy(facts.path, facts.system));
  } else if (header.schema_fault && !facts.attempt) {
    judge_bad_header(query, facts, *header.schema_fault, findings);
  }
}

}  // namespace

void judge_file(const Query& query, const Facts& facts, Findings& findings) {
  if (facts.presence == Presence::missing) return judge_missing(query, facts, findings);
  if (facts.presence == Presence::denied)
    return judge_denied(query, facts, facts.status_error, findings);
  if (facts.presence == Presence::impossible)
    return judge_impossible(query, facts.status_error, findings);
  if (facts.presence == Presence::unknown)
    return judge_unknown(query, facts.status_error, findings);
  if (facts.kind != FileKind::regular) {
    findings.push_back(
        make_finding("not-a-database", Severity::blocker,
                     query.file + " is " + kind_text(facts.kind) + ", not a database"));
    findings.back().remedies.push_back({"Give the path of the database file", {}, Needs::user});
    return;
  }
  if (facts.shut_out) return;
  const auto& read = facts.database.read;
  if (read.refusal == Refusal::denied) return judge_denied(query, facts, read.error, findings);
  if (!read.granted()) return judge_unknown(query, read.error, findings);
  if (!facts.header || facts.obstacle == Obstacle::writer) return;
  if (const auto* const bad = std::get_if<BadHeader>(&*facts.header))
    return judge_bad_header(query, facts, *bad, findings);
  judge_size(query, facts, std::get<Header>(*facts.header), findings);
}

}  // namespace preflight::database
