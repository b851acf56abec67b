// How a database that was looked at is recorded.
#pragma once

#include "checks/database/database.hpp"
#include "checks/process/record_process.hpp"

namespace preflight::sqlite {

PREFLIGHT_RECORD_ENUM(Lock, attached, shared, wal_read, wal_checkpoint, wal_recover, wal_write,
                      reserved, pending, exclusive)
PREFLIGHT_RECORD_ENUM(Obstacle, none, reader, writer)
PREFLIGHT_RECORD(HeldLock, lock, pid, exclusive, slot, start)

}  // namespace preflight::sqlite

namespace preflight::database {

PREFLIGHT_RECORD_ENUM(System, linux_, windows)
PREFLIGHT_RECORD_ENUM(Refusal, none, denied, read_only_medium, other)
PREFLIGHT_RECORD_ENUM(Presence, unknown, present, missing, denied, impossible)
PREFLIGHT_RECORD_ENUM(HeaderFault, too_short, no_magic, all_zero, not_a_database, unsupported,
                      corrupt)
PREFLIGHT_RECORD_ENUM(JournalState, none, spent, hot, dead)
PREFLIGHT_RECORD_ENUM(Facts::Elsewhere, no, yes, unknown, not_asked)
PREFLIGHT_RECORD(Query, file, timeout, must_exist, exclusive)
PREFLIGHT_RECORD(Right, refusal, error)
PREFLIGHT_RECORD(Access, path, exists, size, read, write, ours)
PREFLIGHT_RECORD(Attempt, code, system_error, message, step, read_only)
PREFLIGHT_RECORD(Holder, who, locks, writable)
PREFLIGHT_RECORD(FileSystem, name, network, writable, free, synced_by, no_more_files, of_session,
                 encrypted)
PREFLIGHT_RECORD(JournalHeader, records, database_pages, sector_size, page_size)
PREFLIGHT_RECORD(WalContent, valid, committed, cut_short, page_size)
PREFLIGHT_RECORD(Leftovers, journal, journal_header, wal)
PREFLIGHT_RECORD(Pin, frames, holder, holder_known)
PREFLIGHT_RECORD(BadHeader, fault, offset)
PREFLIGHT_RECORD(Header, page_size, wal, read_only_format, pages, writer_version, schema_fault)
PREFLIGHT_RECORD(Facts, path, system, presence, status_error, kind, database, folder, wal,
                 wal_index, journal, header, leftovers, file_system, locks, obstacle, attached,
                 steady_readers, blockers, blockers_complete, shut_out, waited, attempt, read,
                 elsewhere, openers, unseen_processes, pin, gaps)

}  // namespace preflight::database
