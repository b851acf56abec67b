// How the processes that have a file open are recorded.
#pragma once

#include "checks/holders/holders.hpp"
#include "checks/process/record_process.hpp"

namespace preflight {

PREFLIGHT_RECORD_ENUM(LockKind, read, write)
PREFLIGHT_RECORD_ENUM(LockClass, posix, ofd, flock, other)
PREFLIGHT_RECORD(WantedFile, path, identity)
PREFLIGHT_RECORD(FileLock, type, kind, pid, start, length)
PREFLIGHT_RECORD(HolderLock, file, lock)
PREFLIGHT_RECORD(FileHolder, pid, files, writable, mapped_only, lock_only, locks)

}  // namespace preflight

namespace preflight::holders {

PREFLIGHT_RECORD(Query, file)
PREFLIGHT_RECORD(Holder, open, who)
PREFLIGHT_RECORD(Facts, windows, status, files, holders, gaps, unseen_processes)

inline std::string_view recorded_flaw(const Facts& facts) {
  if (facts.files.empty() && facts.status.code == 0) return "tells of no file";
  for (const auto& holder : facts.holders) {
    for (const auto file : holder.open.files)
      if (file >= facts.files.size()) return "names a file that is not in its list";
    for (const auto& lock : holder.open.locks)
      if (lock.file >= facts.files.size()) return "names a file that is not in its list";
  }
  return {};
}

}  // namespace preflight::holders
