// Can an application take SQLite's write lock and commit, and who is in the way?
//
// The room looks without touching: locks are asked for byte by byte, files are read but never
// recovered. SQLite itself opens the database only where that provably changes nothing.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/base/file_status.hpp"
#include "checks/base/gap.hpp"
#include "checks/check.hpp"
#include "checks/database/header.hpp"
#include "checks/database/journal.hpp"
#include "checks/database/wal.hpp"
#include "checks/process/process.hpp"
#include "checks/process/sqlite_locks.hpp"

namespace preflight::database {

// The room speaks of SQLite's locks on every page.
using namespace sqlite;  // NOLINT(google-build-using-namespace)

struct Query {
  std::string file{};                       ///< as it was typed
  std::chrono::milliseconds timeout{1000};  ///< how long an application would try
  bool must_exist{};
  bool exclusive{};  ///< nobody else may have it open
};

enum class System { linux_, windows };

enum class Refusal { none, denied, read_only_medium, other };

/// May this user do it, and if not why.
struct Right {
  Refusal refusal{Refusal::none};
  SystemError error{};

  [[nodiscard]] bool granted() const { return refusal == Refusal::none; }
};

/// What this user may do with a file or a folder.
struct Access {
  std::string path{};
  bool exists{};
  std::uint64_t size{};
  Right read{};
  Right write{};
  bool ours{};  ///< its permissions are this user's to change
};

enum class Presence {
  unknown,  ///< could not be asked
  present,
  missing,
  denied,      ///< a folder on the way may not be entered
  impossible,  ///< no file can have this name: too long, links in a circle, forbidden characters
};

/// What the try with SQLite itself gave.
struct Attempt {
  int code{};          ///< SQLite's extended result code; 0 is OK
  int system_error{};  ///< sqlite3_system_errno
  std::string message{};
  std::string step{};  ///< "open", "begin", "schema"
  bool read_only{};    ///< SQLite could open it for reading only
};

struct Holder {
  Identified who{};
  std::vector<Lock> locks{};
  bool writable{};
};

/// Where the files lie.
struct FileSystem {
  std::string name{};  ///< "ext4", "nfs"; empty: not known
  bool network{};      ///< locks or shared memory do not work there as SQLite needs them
  bool writable{true};
  std::optional<std::uint64_t> free{};  ///< bytes that this user may still fill
  std::string synced_by{};              ///< "OneDrive": a sync client owns the folder
  bool no_more_files{};                 ///< no file can be created, whatever space is left
  bool of_session{};  ///< Windows: by a drive letter that only this user's session has
  bool encrypted{};   ///< Windows: for this user, by EFS
};

/// What lies beside the database, as far as recovery would use it.
struct Leftovers {
  JournalState journal{JournalState::none};
  std::optional<JournalHeader> journal_header{};
  WalContent wal{};
};

/// A reader that keeps the log from being checkpointed.
struct Pin {
  std::uint32_t frames{};  ///< that wait behind it
  Holder holder{};
  bool holder_known{};
};

struct Facts {
  std::string path{};  ///< absolute; on Linux with links resolved, as SQLite does it
  System system{System::linux_};
  Presence presence{Presence::unknown};
  SystemError status_error{};  ///< where the status could not be asked
  FileKind kind{FileKind::regular};
  Access database{}, folder{}, wal{}, wal_index{}, journal{};
  std::optional<std::variant<Header, BadHeader>> header{};  ///< nothing: not read, or 0 bytes
  Leftovers leftovers{};
  std::optional<FileSystem> file_system{};

  std::vector<HeldLock> locks{};  ///< of the last look
  Obstacle obstacle{Obstacle::none};
  bool attached{};                              ///< somebody uses the WAL
  std::vector<std::uint32_t> steady_readers{};  ///< pids that read at every look; 0: not known
  std::vector<Holder> blockers{};
  bool blockers_complete{true};  ///< false: a lock in the way has no owner that could be found
  bool shut_out{};               ///< Windows: opened by somebody who shares it with nobody
  std::chrono::milliseconds waited{};
  std::optional<Attempt> attempt{};  ///< nothing: decided from the lock bytes
  std::optional<Attempt> read{};     ///< a WAL that nobody uses: could its schema be read?

  enum class Elsewhere { no, yes, unknown, not_asked };
  Elsewhere elsewhere{Elsewhere::not_asked};  ///< does another process have it open?
  std::vector<Holder> openers{};
  std::size_t unseen_processes{};
  std::optional<Pin> pin{};

  Gaps gaps{};  ///< what could not be seen and could change the answer
};

std::variant<Query, UsageError> parse(const Request& request);
Facts probe(const Query& query, Deadline deadline);
Findings judge(const Query& query, const Facts& facts);

/// One line for a person, and what was measured.
std::string summarise(const Query& query, const Facts& facts, const Findings& findings);
Value facts_value(const Facts& facts);
/// What the judge says of the facts, with the line for a person.
Outcome judged(const Query& query, const Facts& facts);

Value to_record(const Query& query, const Facts& facts);
Prepared replay(const Value& record);

Check check();

}  // namespace preflight::database
