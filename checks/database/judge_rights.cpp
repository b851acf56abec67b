#include <algorithm>
#include <utility>

#include "checks/database/judge.hpp"

namespace preflight::database {

namespace {

struct Need {
  const Access* access{};
  std::string why{};
};

// What a commit writes to. In WAL mode the log and its index, which are made where they are
// missing; else a journal, made in the folder and removed again.
std::vector<Need> unmet_needs(const Facts& facts) {
  std::vector<Need> needs;
  const auto want = [&](const Access& access, const char* why) {
    if (access.exists && !(access.write.granted() && access.read.granted()))
      needs.push_back({&access, why});
  };
  if (!facts.shut_out) want(facts.database, "the database itself");
  const bool log_exists = facts.wal.exists && facts.wal_index.exists;
  if (is_wal(facts)) {
    want(facts.wal, "the write-ahead log, which every commit goes to");
    want(facts.wal_index, "the index of the write-ahead log, which every reader and writer uses");
  } else {
    want(facts.journal, "the journal, without which nothing is committed");
  }
  if (!is_wal(facts))
    want(facts.folder, "the folder: every commit makes a journal there and removes it");
  else if (!log_exists)
    want(facts.folder, "the folder: -wal and -shm are made there");
  return needs;
}

Remedy remedy_for(const Access& access, const Right& right, System system) {
  const auto word = shell_word(access.path, system);
  if (right.refusal == Refusal::read_only_medium)
    return {"Mount the file system for writing, or move the database", {}, Needs::admin};
  if (system == System::windows)
    return {
        "Grant this user the right to write, or clear the read-only attribute of " + access.path,
        "attrib -R " + word, access.ours ? Needs::user : Needs::admin};
  if (access.ours)
    return {"Give back the right to write to " + access.path, "chmod u+rw " + word, Needs::user};
  return {"Run as the user that owns it, or change its owner (NAME: who runs the server)",
          "sudo chown NAME " + word, Needs::admin};
}

// One finding for all that may not be written: the causes are often one.
void judge_needs(const Query& query, const Facts& facts, Findings& findings) {
  const auto needs = unmet_needs(facts);
  if (needs.empty()) return;
  auto finding = make_finding("read-only", Severity::blocker,
                              query.file + " can be read, but not written by this user");
  std::string cause;
  Value paths = Value::array();
  for (const auto& need : needs) {
    const auto& access = *need.access;
    const auto& right = access.write.granted() ? access.read : access.write;
    cause +=
        (cause.empty() ? "" : "; ") + access.path + " (" + need.why + "): " + text(right.error);
    finding.hard = finding.hard || !access.ours;
    auto row = error_value(right.error);
    row["path"] = access.path;
    paths.push_back(std::move(row));
    auto remedy = remedy_for(access, right, facts.system);
    const auto same = [&](const Remedy& other) { return other.text == remedy.text; };
    if (std::none_of(finding.remedies.begin(), finding.remedies.end(), same))
      finding.remedies.push_back(std::move(remedy));
  }
  finding.cause = "May not be written: " + cause;
  finding.evidence = {{"paths", std::move(paths)}};
  findings.push_back(std::move(finding));
}

}  // namespace

void judge_rights(const Query& query, const Facts& facts, Findings& findings) {
  judge_needs(query, facts, findings);
  const auto* const header = sound_header(facts);
  if (header != nullptr && header->read_only_format && facts.obstacle != Obstacle::writer) {
    findings.push_back(make_finding(
        "read-only", Severity::blocker, query.file + " was written by a newer format of SQLite",
        "Byte 18 of its header lets this SQLite read it, but not write"));
    findings.back().hard = true;
    findings.back().remedies.push_back({"Use a newer SQLite", {}, Needs::person});
  }
}

}  // namespace preflight::database
