#include "checks/database/database.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "checks/base/duration.hpp"
#include "checks/database/judge.hpp"
#include "checks/looking.hpp"

namespace preflight::database {

namespace {

constexpr std::array settings{
    Option{"--db-timeout", "", "DURATION", "How long to try for the write lock", "1s"},
    Option{"--db-must-exist", "", "", "A database that is not there fails", ""},
    Option{"--db-exclusive", "", "", "Any other process that has the database open fails", ""},
};

constexpr std::array codes{
    FindingCode{"database.locked", "another process holds a lock that keeps others from writing"},
    FindingCode{"database.busy-reader", "a reader that stays keeps every commit waiting"},
    FindingCode{"database.open-elsewhere", "another process has the database open"},
    FindingCode{"database.checkpoint-starved", "an old reader keeps the log from being emptied"},
    FindingCode{"database.not-a-database", "the file is something else, or its header is damaged"},
    FindingCode{"database.corrupt", "the database is damaged"},
    FindingCode{"database.read-only", "the file, its log or its folder cannot be written"},
    FindingCode{"database.denied", "this user may not open the database"},
    FindingCode{"database.missing", "the database does not exist"},
    FindingCode{"database.cannot-create", "the database cannot be created where it should be"},
    FindingCode{"database.hot-journal", "an interrupted transaction waits to be rolled back"},
    FindingCode{"database.recovery-needed", "commits in the log wait to be replayed"},
    FindingCode{"database.network-filesystem", "it lies where SQLite's locks are unreliable"},
    FindingCode{"database.synced-folder", "it lies in a folder that a sync client owns"},
    FindingCode{"database.wal-off", "readers and writers are in each other's way"},
    FindingCode{"database.busy-timeout", "how long the application waits for a lock is not known"},
    FindingCode{"database.not-for-services", "a service of Windows does not reach the database"},
    FindingCode{"database.stale-wal", "the log beside it belongs to another database"},
    FindingCode{"database.disk-full", "no space is left for a commit"},
    FindingCode{"database.io-error", "SQLite cannot read, lock or map the files"},
    FindingCode{"database.unknown", "the database could not be looked at"},
    FindingCode{"holder.unknown", "processes that could not be looked into may have it open"},
};

constexpr std::array<std::string_view, 2> systems{"linux", "windows"};

const Finding* worst(const Findings& findings) {
  const auto found =
      std::max_element(findings.begin(), findings.end(),
                       [](const Finding& a, const Finding& b) { return a.severity < b.severity; });
  return found == findings.end() ? nullptr : &*found;
}

std::string free_text(const Facts& facts) {
  if (facts.presence == Presence::missing) return "not there yet; can be created";
  if (facts.database.size == 0) return "empty; the write lock is free";
  return is_wal(facts) ? "the write lock is free (WAL)" : "the write lock is free";
}

Prepared prepare(const Request& request) {
  auto parsed = parse(request);
  if (auto* const error = std::get_if<UsageError>(&parsed)) return std::move(*error);
  auto query = std::get<Query>(std::move(parsed));
  auto target = query.file;
  return Job{"database", std::move(target), looking(std::move(query), request)};
}

}  // namespace

std::variant<Query, UsageError> parse(const Request& request) {
  Query query;
  query.file = request.target;
  if (query.file.empty()) return UsageError{"--db: the name of the database is empty"};
  if (query.file.find('\0') != std::string::npos)
    return UsageError{"--db: the name of the database holds a NUL character"};
  if (const auto text = request.setting("--db-timeout")) {
    const auto span = parse_duration(*text);
    if (!span)
      return UsageError{"--db-timeout: '" + std::string(*text) +
                        "' is not a duration (250ms, 2s, 5m)"};
    query.timeout = *span;
  }
  query.must_exist = request.setting("--db-must-exist").has_value();
  query.exclusive = request.setting("--db-exclusive").has_value();
  return query;
}

std::string summarise(const Query& query, const Facts& facts, const Findings& findings) {
  const auto* const finding = worst(findings);
  if (finding == nullptr || finding->severity == Severity::info) return free_text(facts);
  auto text = finding->message;
  // The target stands before the summary already.
  if (text.starts_with(query.file + " ")) text.erase(0, query.file.size() + 1);
  return text;
}

Value facts_value(const Facts& facts) {
  Value value = Value::object();
  value["path"] = facts.path;
  if (facts.file_system && !facts.file_system->name.empty())
    value["file_system"] = facts.file_system->name;
  if (facts.presence != Presence::present || facts.kind != FileKind::regular) return value;
  value["size"] = facts.database.size;
  if (const auto* const header = sound_header(facts)) {
    value["journal_mode"] = header->wal ? "wal" : "rollback";
    value["page_size"] = header->page_size;
    if (header->pages) value["pages"] = *header->pages;
  }
  if (facts.wal.exists) value["wal_bytes"] = facts.wal.size;
  if (facts.journal.exists) value["journal_bytes"] = facts.journal.size;
  Value locks = Value::array();
  for (const auto& held : facts.locks) {
    if (held.lock == Lock::attached) continue;
    Value row{{"lock", name(held.lock)}};
    if (held.pid != 0) row["pid"] = held.pid;
    locks.push_back(std::move(row));
  }
  value["locks"] = std::move(locks);
  value["decided_by"] = facts.attempt ? "begin-immediate" : "lock-bytes";
  value["waited_ms"] = facts.waited.count();
  return value;
}

Outcome judged(const Query& query, const Facts& facts) {
  Outcome outcome;
  outcome.findings = judge(query, facts);
  outcome.summary = summarise(query, facts, outcome.findings);
  outcome.facts = facts_value(facts);
  return outcome;
}

Check check() {
  return {"database",
          "A SQLite database: an application could take the write lock and commit",
          Option{"--db", "-d", "FILE", "A SQLite database that must be free to write", "", false,
                 any_file},
          "",
          settings,
          codes,
          systems,
          prepare,
          {},
          replay};
}

}  // namespace preflight::database
