// The real try: SQLite itself takes the write lock and gives it back.
#pragma once

#include <string>

#include "checks/database/database.hpp"

namespace preflight::database {

/// Opens the database, begins a write transaction, reads the schema, rolls back, closes. Waits for
/// nothing. Changes nothing, provided that no journal and no WAL waits to be replayed and that,
/// in WAL mode, another process is attached; the caller sees to that. `path` is absolute, so that
/// no build of SQLite takes it for a URI. Holds no descriptor afterwards.
Attempt attempt_write(const std::string& path, std::uint32_t writer_version);

/// SQLite's result codes that are met when a database is opened or locked: "SQLITE_BUSY_RECOVERY".
/// Others in decimal.
std::string sqlite_code_name(int extended_code);

}  // namespace preflight::database
