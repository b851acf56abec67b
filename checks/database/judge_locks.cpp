#include <algorithm>
#include <utility>

#include "checks/base/duration.hpp"
#include "checks/base/text.hpp"
#include "checks/database/judge.hpp"

namespace preflight::database {

namespace {

constexpr int sqlite_busy = 5;

bool lost_race(const Facts& facts) {
  return facts.attempt && (facts.attempt->code & 0xff) == sqlite_busy;
}

bool held(const Facts& facts, Lock lock) {
  return std::any_of(facts.locks.begin(), facts.locks.end(),
                     [&](const HeldLock& one) { return one.lock == lock; });
}

std::string span_text(const Facts& facts) {
  return facts.waited.count() < 1 ? "" : " for " + format_duration(facts.waited);
}

// What the strongest lock means for others.
std::string effect_text(const Facts& facts) {
  if (facts.shut_out) return "It is opened in a way that lets nobody else open it";
  if (held(facts, Lock::exclusive))
    return is_wal(facts) ? "It is used with locking_mode=EXCLUSIVE: nobody else can read or write "
                           "until it is closed"
                         : "EXCLUSIVE: nobody else can read or write";
  if (held(facts, Lock::pending))
    return "PENDING: a writer waits for readers to finish; nobody new can read or write";
  if (held(facts, Lock::reserved))
    return "RESERVED: a write transaction is open; others can read, nobody else can write";
  if (held(facts, Lock::wal_recover))
    return "The write-ahead log is being recovered; nobody else can read or write until then";
  if (held(facts, Lock::wal_write) && held(facts, Lock::wal_checkpoint))
    return "A checkpoint waits for readers to finish; others can read, nobody can write";
  if (held(facts, Lock::wal_write))
    return "A write transaction is open; others can read, nobody else can write";
  return "Others took the write lock each time it was free";
}

std::string stopped_text(const std::vector<Holder>& holders) {
  for (const auto& holder : holders)
    if (holder.who.process.state == ProcessState::stopped)
      return "; " + names_of({holder}) + " is stopped and keeps its locks until it goes on or ends";
  return "";
}

std::vector<Process> processes_of(const std::vector<Holder>& holders) {
  std::vector<Process> processes;
  processes.reserve(holders.size());
  for (const auto& holder : holders) processes.push_back(holder.who.process);
  return processes;
}

void add_ending(const Facts& facts, const std::vector<Holder>& holders, Finding& finding) {
  std::vector<Identified> who;
  who.reserve(holders.size());
  for (const auto& holder : holders) who.push_back(holder.who);
  if (who.empty()) return;
  auto ending = how_to_end(who, facts.system == System::windows);
  finding.hard = finding.severity == Severity::blocker && ending.hard;
  finding.remedies = std::move(ending.remedies);
}

// Of those that have the database open, which one holds the lock is not always told.
std::vector<Holder> writers(const Facts& facts) {
  std::vector<Holder> chosen;
  for (const auto& holder : facts.blockers)
    if (holder.who.process.role == Role::writer) chosen.push_back(holder);
  return chosen.empty() ? facts.blockers : chosen;
}

std::string who_text(const Facts& facts, const std::vector<Holder>& holders) {
  if (facts.blockers_complete || holders.empty()) return names_of(holders);
  return (holders.size() == 1 ? "probably " : "one of ") + names_of(holders);
}

void add_lock_evidence(const Facts& facts, Finding& finding) {
  Value locks = Value::array();
  for (const auto& one : facts.locks) {
    if (one.lock == Lock::attached) continue;
    Value row{{"lock", name(one.lock)}, {"offset", one.start}};
    if (one.pid != 0) row["pid"] = one.pid;
    locks.push_back(std::move(row));
  }
  finding.evidence = {{"locks", std::move(locks)}, {"waited_ms", facts.waited.count()}};
  if (facts.attempt) finding.evidence["sqlite_extended_code"] = facts.attempt->code;
}

void add_unknown_owner(const Facts& facts, Finding& finding) {
  if (!facts.blockers.empty()) return;
  *finding.cause += facts.unseen_processes > 0
                        ? "; the owner is among processes that this user may not look into"
                        : "; the owner lives outside of what can be seen here (another container, "
                          "another machine)";
  finding.remedies.push_back(
      {"Look for the owner as an administrator, outside of this container", {}, Needs::admin});
}

void judge_writer(const Query& query, const Facts& facts, Findings& findings) {
  const auto culprits = writers(facts);
  auto finding = make_finding("locked", Severity::blocker,
                              query.file + " is locked by " + who_text(facts, culprits) +
                                  (facts.waited.count() < 1 ? "" : "; tried" + span_text(facts)),
                              effect_text(facts) + stopped_text(facts.blockers));
  finding.processes = processes_of(facts.blockers);
  add_lock_evidence(facts, finding);
  add_ending(facts, culprits, finding);
  add_unknown_owner(facts, finding);
  findings.push_back(std::move(finding));
}

void judge_reader(const Query& query, const Facts& facts, Findings& findings) {
  auto finding = make_finding("busy-reader", Severity::blocker,
                              who_text(facts, facts.blockers) + " has been reading " + query.file +
                                  span_text(facts) + "; a write could not be committed",
                              "SHARED: a read transaction or an unfinished SELECT. A commit waits "
                              "until every reader is done" +
                                  stopped_text(facts.blockers));
  finding.processes = processes_of(facts.blockers);
  add_lock_evidence(facts, finding);
  add_ending(facts, facts.blockers, finding);
  add_unknown_owner(facts, finding);
  findings.push_back(std::move(finding));
}

std::string count_text(const Facts& facts) {
  if (facts.openers.empty()) return "another process";
  return names_of(facts.openers);
}

void judge_elsewhere(const Query& query, const Facts& facts, Findings& findings) {
  const bool named = !facts.blockers.empty();
  if (facts.openers.empty() && named && !query.exclusive) return;
  const auto severity = query.exclusive ? Severity::blocker : Severity::warning;
  if (facts.elsewhere == Facts::Elsewhere::yes) {
    auto finding =
        make_finding("open-elsewhere", severity, query.file + " is open in " + count_text(facts),
                     facts.openers.empty() ? "By a process that this user may not look "
                                             "into, or from outside of this container"
                                           : "It takes no lock at this moment that "
                                             "would keep others from writing");
    if (facts.obstacle != Obstacle::none) finding.cause.reset();
    finding.processes = processes_of(facts.openers);
    add_ending(facts, facts.openers, finding);
    findings.push_back(std::move(finding));
  } else if (facts.elsewhere == Facts::Elsewhere::unknown &&
             (query.exclusive || facts.obstacle == Obstacle::none)) {
    auto finding = make_finding(
        "open-elsewhere", query.exclusive ? Severity::error : Severity::info,
        "whether another process has " + query.file + " open could not be seen completely",
        facts.unseen_processes > 0
            ? count_of(facts.unseen_processes, "process", "processes") +
                  " could not be looked into; no lock of theirs is in the way"
            : "The system does not tell");
    finding.code = "holder.unknown";
    findings.push_back(std::move(finding));
  }
}

void judge_pin(const Query& query, const Facts& facts, Findings& findings) {
  if (!facts.pin) return;
  std::vector<Holder> holders;
  if (facts.pin->holder_known) holders.push_back(facts.pin->holder);
  auto finding = make_finding(
      "checkpoint-starved", Severity::warning,
      "the log of " + query.file + " cannot be checkpointed: " +
          (holders.empty() ? std::string("a reader") : names_of(holders)) +
          " has been reading since " + std::to_string(facts.pin->frames) + " pages ago",
      "The log grows until that reader ends its transaction, and slows all others down" +
          stopped_text(holders));
  finding.processes = processes_of(holders);
  finding.evidence = {{"wal_bytes", facts.wal.size}, {"frames_behind", facts.pin->frames}};
  add_ending(facts, holders, finding);
  findings.push_back(std::move(finding));
}

}  // namespace

void judge_locks(const Query& query, const Facts& facts, Findings& findings) {
  if (facts.obstacle == Obstacle::writer || lost_race(facts))
    judge_writer(query, facts, findings);
  else if (facts.obstacle == Obstacle::reader)
    judge_reader(query, facts, findings);
  judge_elsewhere(query, facts, findings);
  judge_pin(query, facts, findings);
}

}  // namespace preflight::database
