// The room `path`: is this file there and can be read; can a file be created in this folder? Two
// rows of the table: --file and --writable.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "checks/base/deadline.hpp"
#include "checks/base/file_status.hpp"
#include "checks/base/system_error.hpp"
#include "checks/check.hpp"

namespace preflight::path {

struct Query {
  std::string path{};  ///< as it was typed
  bool writable{};     ///< a folder in which a file is to be created; else a file to be read
};

enum class Obstacle {
  none,
  missing,
  broken_link,   ///< a symbolic link or junction that leads to nothing
  link_loop,     ///< links that lead to each other
  not_a_folder,  ///< on the way to it stands something that is no folder
  wrong_kind,    ///< a folder in place of a file, a file in place of a folder, a pipe
  denied,        ///< by owner and mode, by an access list, by a security policy
  in_use,        ///< Windows: opened by somebody who shares it with nobody
  read_only,     ///< a file system that is mounted so, a medium that is
  full,
  no_inodes,  ///< Linux: space is left, but no more files may be made
  quota,
  immutable,   ///< Linux: chattr +i
  append_only  ///< Linux: chattr +a: what is created there can never be removed
};

/// Whose it is: stat(2).
struct Ownership {
  std::string user{}, group{};
  std::string mode{};  ///< "rwxr-x---"
  bool ours{};
};

struct Facts {
  bool windows{};
  Obstacle obstacle{Obstacle::none};
  std::string at{};                  ///< where on the way the obstacle is
  std::string link_target{};         ///< of a broken link
  FileKind kind{};                   ///< what stands at `at`; of `wrong_kind`
  std::optional<Ownership> owner{};  ///< of `at`, where it was denied
  std::string user{};                ///< that asks; where it was denied
  bool elevated{};
  SystemError error{};  ///< of the call that failed; with Obstacle::none: not to be told
  /// A file of ours that could not be removed again; empty as a rule.
  std::string left_behind{};
};

/// The path of `--file`, `--writable`.
std::variant<Query, UsageError> parse(const Request& request, bool writable);

/// Opens the file and reads its first byte; pipes, sockets and devices are not opened. Or makes a
/// file in the folder, writes a block and removes it: without a name where the file system can
/// (O_TMPFILE of open(2)), so that nothing stays even where preflight is killed; on Windows by
/// FILE_FLAG_DELETE_ON_CLOSE.
/// What comes and goes meanwhile is looked at again, three times in all, and is else missing.
Facts probe(const Query& query, Deadline deadline);
/// One look of it, of the system: facts.error with no obstacle where something changed meanwhile.
Facts look(const Query& query);

Findings judge(const Query& query, const Facts& facts);
Value to_json(const Facts& facts);
/// What the judge says of the facts, with the line for a person.
Outcome judged(const Query& query, const Facts& facts);

Value to_record(const Query& query, const Facts& facts);
Prepared replay(const Value& record);

Check file_check();
Check writable_check();

/// A name that nobody else makes: ".preflight-" and 16 random digits.
std::string own_name();

/// Nine letters as ls(1) shows them.
std::string mode_text(std::uint32_t mode);

}  // namespace preflight::path
