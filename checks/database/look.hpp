// What the system is asked for. Two bodies: look_linux.cpp, look_windows.cpp. Nothing here opens
// SQLite, and no descriptor on a file of the database outlives a call: closing one drops all locks
// that this process has on the file (POSIX), SQLite's own too.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/base/file_status.hpp"
#include "checks/base/gap.hpp"
#include "checks/database/bytes.hpp"
#include "checks/database/database.hpp"
#include "checks/database/wal.hpp"
#include "checks/process/file_holders.hpp"
#include "checks/process/sqlite_locks.hpp"

namespace preflight::database {

struct Place {
  std::string path{};    ///< absolute; where the -wal and the -journal are looked for
  std::string folder{};  ///< that holds it
  System system{};
  Presence presence{Presence::unknown};
  FileStatus status{};         ///< where it is present
  SystemError status_error{};  ///< where it is not
};

/// Follows links as SQLite does on this system, also one that leads to nothing yet.
Place find_place(const std::string& file);

/// Asks for rights without using them.
Access access_of(const std::string& path);
Access folder_access(const std::string& path);  ///< `write`: may files be created and removed there

/// One look at the bytes and the locks.
struct Sample {
  Right open{};                           ///< why the database could not be opened or read
  bool shut_out{};                        ///< Windows: opened by somebody who shares it with nobody
  std::uint64_t size{};                   ///< of the database
  std::vector<std::uint8_t> header{};     ///< its first bytes
  std::vector<SeenLock> locks{};          ///< at most one of each lock byte
  SystemError lock{};                     ///< why locks could not be asked for
  bool has_wal_index{};                   ///< there is a -shm
  Right wal_index_open{};                 ///< why it could not be read
  std::vector<std::uint8_t> wal_index{};  ///< its first bytes
};

/// `others`: ask also for what only exclusive probing can tell (Windows: readers), which is for an
/// instant in the way of others; to be set only where somebody else has the database open.
Sample look_at(const Place& place, bool others);

/// The first bytes of a file; nothing where there is no such file.
std::optional<std::variant<std::vector<std::uint8_t>, Right>> first_bytes(const std::string& path,
                                                                          std::size_t count);

/// Reads a log up to its first commit, at most `most` bytes.
WalContent read_wal(const std::string& path, std::uint64_t most);

/// As `locks` of a sample, but with all owners of each byte, as far as the system tells them. On
/// Linux it takes some 10 ms.
std::vector<SeenLock> all_locks(const Place& place);

/// Does another process have the database open at all?
struct Elsewhere {
  Facts::Elsewhere answer{Facts::Elsewhere::unknown};
  /// Who, where the answer was found by listing them; nothing where one call told it.
  std::optional<FileHolders> holders{};
  std::vector<WantedFile> files{};  ///< that were asked for, where holders were listed
};
Elsewhere open_elsewhere(const Place& place, Deadline deadline);

/// Lists who has the database, its log, its index or its journal open.
Elsewhere list_openers(const Place& place, Deadline deadline);

/// The database, and what lies beside it as far as it exists.
std::vector<WantedFile> files_of(const Place& place);

/// Where the database lies or would lie. Asks for what this user may still fill, which for root is
/// more than for others.
FileSystem file_system_of(const Place& place);

}  // namespace preflight::database
