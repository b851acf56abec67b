#include <utility>

#include "checks/base/text.hpp"
#include "checks/database/judge.hpp"

namespace preflight::database {

namespace {

// The least that a commit of one page adds to the disk. In WAL mode a frame, and the log's header
// and index where they are not there yet; else the page saved in a journal.
std::uint64_t least_space(const Facts& facts) {
  const auto* const header = sound_header(facts);
  const std::uint64_t page = header == nullptr ? 4096 : header->page_size;
  if (!is_wal(facts)) return 512 + 8 + page;
  const std::uint64_t index = facts.wal_index.exists ? 0 : 32768;
  return 32 + 24 + page + index;
}

bool makes_files(const Facts& facts) {
  if (is_wal(facts)) return !facts.wal.exists || !facts.wal_index.exists;
  return !facts.journal.exists;
}

void judge_space(const Query& query, const Facts& facts, Findings& findings) {
  const auto& free = facts.file_system->free;
  const auto needed = least_space(facts);
  // A log that is in use is written from its beginning again, which takes no space.
  const bool reuses = is_wal(facts) && facts.attached && facts.wal.size > 0;
  const bool full = free && !reuses && *free < needed;
  const bool no_files = facts.file_system->no_more_files && makes_files(facts);
  if (!full && !no_files) return;
  auto finding = make_finding("disk-full", Severity::blocker,
                              "no space is left for a commit to " + query.file);
  finding.cause = full ? facts.folder.path + " has " + std::to_string(*free) +
                             " bytes free; a commit needs at least " + std::to_string(needed)
                       : "The file system of " + facts.folder.path + " can take no more files";
  finding.remedies.push_back(
      {"Free some space on the file system of " + facts.folder.path, {}, Needs::user});
  finding.evidence = {{"needed", needed}, {"no_more_files", no_files}};
  if (free) finding.evidence["free"] = *free;
  findings.push_back(std::move(finding));
}

}  // namespace

void judge_place(const Query& query, const Facts& facts, Findings& findings) {
  const auto& place = *facts.file_system;
  if (place.network) {
    findings.push_back(make_finding(
        "network-filesystem", Severity::warning,
        query.file + " lies on a network or shared file system (" + place.name + ")",
        "SQLite's locks are unreliable there, and WAL mode does not work between machines: the "
        "database can be locked for no reason, or damaged"));
    findings.back().remedies.push_back(
        {"Move the database to a local disk of the machine that runs the server",
         {},
         Needs::person});
    findings.back().evidence = {{"file_system", place.name}};
  }
  if (!place.synced_by.empty()) {
    findings.push_back(make_finding(
        "synced-folder", Severity::warning,
        query.file + " lies in a folder that " + place.synced_by + " synchronises",
        "A sync client opens and replaces the database, its -wal and its -journal one by one, "
        "which locks or damages it"));
    findings.back().remedies.push_back(
        {"Move the database out of the synchronised folder", {}, Needs::person});
  }
  judge_space(query, facts, findings);
}

}  // namespace preflight::database
