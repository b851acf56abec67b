#include "checks/holders/holders.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/file_status.hpp"
#include "checks/base/text.hpp"
#include "checks/looking.hpp"
#include "checks/process/sqlite_locks.hpp"

namespace preflight::holders {

namespace {

constexpr std::array<FindingCode, 7> codes{{
    {"holder.locked", "a process holds a lock on it that keeps others from writing"},
    {"holder.open", "a process has it open"},
    {"holder.other-user", "a process of another user, or an elevated one, has it open"},
    {"holder.uninterruptible", "a process stuck in the kernel has it open: no kill ends it"},
    {"holder.zombie", "a process that is dead but still has threads has it open"},
    {"holder.unknown", "processes that could not be looked into may have it open"},
    {"path.missing", "there is no such file"},
}};
constexpr std::array<std::string_view, 2> systems{"linux", "windows"};

bool is_wal_index(const Facts& facts, std::size_t file) {
  return facts.files[file].path.ends_with("-shm");
}

bool is_sqlite_lock(const Facts& facts, const HolderLock& lock) {
  constexpr std::uint64_t end = sqlite::shared_first + sqlite::shared_size;
  if (is_wal_index(facts, lock.file))
    return lock.lock.start >= sqlite::wal_write_byte && lock.lock.start <= sqlite::attached_byte;
  return lock.lock.start >= sqlite::pending_byte && lock.lock.start < end;
}

bool holds_write_lock(const Facts& facts, const FileHolder& holder) {
  // An exclusive read slot is a checkpoint in passing; all else that is exclusive shuts writers
  // out.
  return std::any_of(holder.locks.begin(), holder.locks.end(), [&](const HolderLock& lock) {
    return lock.lock.kind == LockKind::write &&
           !(is_wal_index(facts, lock.file) && lock.lock.start >= sqlite::wal_read_first);
  });
}

std::string base_name(const std::string& path) { return path.substr(path.find_last_of("/\\") + 1); }

std::string what_is_open(const Facts& facts, const FileHolder& holder) {
  std::vector<std::string> names;
  for (const auto file : holder.files) names.push_back(base_name(facts.files[file].path));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string_view code_of(const Holder& holder, bool locked) {
  const auto state = holder.who.process.state;
  if (state == ProcessState::uninterruptible) return "holder.uninterruptible";
  if (state == ProcessState::zombie) return "holder.zombie";
  if (holder.who.reach != Reach::ours) return "holder.other-user";
  return locked ? "holder.locked" : "holder.open";
}

std::string message_of(const Facts& facts, const Holder& holder, bool locked) {
  const auto& process = holder.who.process;
  auto text = fmt::format("{} (pid {}) {} {}", process.name, process.pid,
                          locked                    ? "has locked"
                          : holder.open.mapped_only ? "has mapped"
                          : holder.open.lock_only   ? "has a lock on"
                                                    : "has open",
                          what_is_open(facts, holder.open));
  if (process.state == ProcessState::stopped) text += "; it is stopped and keeps it";
  return text;
}

Finding judge_holder(const Facts& facts, const Holder& holder) {
  const bool locked = holds_write_lock(facts, holder.open);
  Finding finding;
  finding.code = code_of(holder, locked);
  finding.severity = locked ? Severity::blocker : Severity::warning;
  finding.message = message_of(facts, holder, locked);
  auto process = holder.who.process;
  process.locks = lock_names(facts, holder.open);
  process.role = locked ? Role::writer : process.locks.empty() ? Role::open : Role::reader;
  finding.processes.push_back(std::move(process));
  auto ending = how_to_end(std::span(&holder.who, 1), facts.windows);
  finding.hard = ending.hard;
  finding.remedies = std::move(ending.remedies);
  return finding;
}

Finding missing(const Query& query, const Facts& facts) {
  Finding finding;
  finding.code = "path.missing";
  finding.severity = Severity::blocker;
  finding.message = fmt::format("there is no {}: {}", query.file, text(facts.status));
  finding.remedies.push_back(
      {"see whether the path is right from this folder", std::nullopt, Needs::user});
  return finding;
}

Finding denied(const Query& query, const Facts& facts) {
  Finding finding;
  finding.code = "check.denied";
  finding.severity = Severity::error;
  finding.message = fmt::format("{} cannot be looked at: {} ({})", query.file, text(facts.status),
                                symbol(facts.status));
  return finding;
}

Finding unknown(const Facts& facts) {
  Finding finding;
  finding.code = "holder.unknown";
  finding.severity = Severity::error;
  finding.message = fmt::format(
      "{} could not be looked into and may have it open",
      count_of(std::max<std::size_t>(facts.unseen_processes, 1), "process", "processes"));
  finding.remedies.push_back(
      {"run the same as root or administrator to see all", std::nullopt, Needs::admin});
  Value gaps = Value::array();
  for (const auto& gap : facts.gaps) gaps.push_back({{"what", gap.what}, {"reason", gap.reason}});
  finding.evidence = {{"gaps", std::move(gaps)}};
  return finding;
}

Value to_json(const Facts& facts) {
  Value holders = Value::array();
  for (const auto& holder : facts.holders) {
    Value files = Value::array();
    for (const auto file : holder.open.files) files.push_back(facts.files[file].path);
    holders.push_back({{"pid", holder.who.process.pid},
                       {"files", std::move(files)},
                       {"writable", holder.open.writable},
                       {"locks", lock_names(facts, holder.open)}});
  }
  return {{"holders", std::move(holders)}, {"unseen_processes", facts.unseen_processes}};
}

std::string summary_of(const Facts& facts, const Findings& findings) {
  if (facts.status.code != 0) return findings.front().message;
  if (!facts.holders.empty())
    return count_of(facts.holders.size(), "process has it open", "processes have it open");
  return findings.empty() ? "nobody has it open" : "nobody is seen to have it open";
}

Prepared prepare(const Request& request) {
  auto parsed = parse(request);
  if (auto* error = std::get_if<UsageError>(&parsed)) return std::move(*error);
  const auto query = std::get<Query>(std::move(parsed));
  return Job{"holders", query.file, looking(query, request)};
}

}  // namespace

std::variant<Query, UsageError> parse(const Request& request) {
  if (request.target.empty()) return UsageError{"holders: FILE is empty"};
  if (request.target.find('\0') != std::string::npos)
    return UsageError{"holders: FILE has a zero byte in it"};
  return Query{request.target};
}

Facts probe(const Query& query, Deadline deadline) {
  Facts facts;
  facts.windows = on_windows();
  for (const auto* suffix : {"", "-wal", "-shm", "-journal"}) {
    const auto path = query.file + suffix;
    const auto status = file_status(path);
    if (const auto* found = std::get_if<FileStatus>(&status))
      facts.files.push_back({path, found->identity});
    else if (*suffix == '\0')
      facts.status = std::get<SystemError>(status);
    if (facts.status.code != 0) return facts;
  }
  auto found = find_file_holders(facts.files, deadline);
  facts.gaps = std::move(found.gaps);
  facts.unseen_processes = found.unseen_processes;
  for (auto& holder : found.holders)
    if (auto who = identify(holder.pid))
      facts.holders.push_back({std::move(holder), std::move(*who)});
  return facts;
}

Findings judge(const Query& query, const Facts& facts) {
  if (facts.status.code != 0)
    return {is_missing(facts.status) ? missing(query, facts) : denied(query, facts)};
  Findings findings;
  for (const auto& holder : facts.holders) findings.push_back(judge_holder(facts, holder));
  if (!facts.gaps.empty() || facts.unseen_processes > 0) findings.push_back(unknown(facts));
  return findings;
}

Outcome judged(const Query& query, const Facts& facts) {
  auto findings = judge(query, facts);
  auto summary = summary_of(facts, findings);
  return {std::move(summary), std::move(findings), to_json(facts), false};
}

std::vector<std::string> lock_names(const Facts& facts, const FileHolder& holder) {
  std::vector<sqlite::SeenLock> seen;
  std::vector<std::string> names;
  for (const auto& held : holder.locks) {
    const auto& lock = held.lock;
    const bool write = lock.kind == LockKind::write;
    if (is_sqlite_lock(facts, held)) {
      const auto file =
          is_wal_index(facts, held.file) ? sqlite::LockFile::wal_index : sqlite::LockFile::database;
      seen.push_back({file, write, lock.start, lock.length, holder.pid});
    } else if (lock.length == 0) {
      names.push_back(fmt::format("{} {}-end", write ? "write" : "read", lock.start));
    } else {
      names.push_back(fmt::format("{} {}-{}", write ? "write" : "read", lock.start,
                                  lock.start + lock.length - 1));
    }
  }
  for (const auto& lock : sqlite::decode_locks(seen))
    if (lock.lock != sqlite::Lock::attached) names.emplace_back(sqlite::name(lock.lock));
  return names;
}

Check check() {
  return {"holders",
          "who has this file open, and which locks do they hold?",
          {"", "", "FILE", "a file; of a database also its -wal, -shm and -journal", ""},
          "holders",
          {},
          codes,
          systems,
          prepare,
          {},
          replay};
}

}  // namespace preflight::holders
