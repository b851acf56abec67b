// The room `holders`, by hand: who has this file open, and which locks they hold. Of a database the
// files beside it count as well: -wal, -shm, -journal.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/check.hpp"
#include "checks/process/file_holders.hpp"
#include "checks/process/process.hpp"

namespace preflight::holders {

struct Query {
  std::string file{};  ///< as it was typed
};

struct Holder {
  FileHolder open{};
  Identified who{};
};

struct Facts {
  bool windows{};
  SystemError status{};             ///< why the file's status could not be asked; 0: it could
  std::vector<WantedFile> files{};  ///< the file, then those beside it that exist
  std::vector<Holder> holders{};
  Gaps gaps{};
  std::size_t unseen_processes{};
};

std::variant<Query, UsageError> parse(const Request& request);
Facts probe(const Query& query, Deadline deadline);
Findings judge(const Query& query, const Facts& facts);
/// What the judge says of the facts, with the line for a person.
Outcome judged(const Query& query, const Facts& facts);

Value to_record(const Query& query, const Facts& facts);
Prepared replay(const Value& record);

Check check();

/// The names of the locks: SQLite's ("reserved", "wal-write") where the bytes are SQLite's, else
/// "write" or "read" with the range.
std::vector<std::string> lock_names(const Facts& facts, const FileHolder& holder);

}  // namespace preflight::holders
