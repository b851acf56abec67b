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

/// Reads the schema without any lock and without looking for a journal or a WAL ("immutable", see
/// sqlite.org/c3ref/open.html): never changes anything, and is right only while nobody writes and
/// nothing waits to be replayed.
Attempt attempt_read(const std::string& path, System system, std::uint32_t writer_version);

/// `path`, absolute, as the URI of a file that SQLite is to take for immutable.
std::string immutable_uri(const std::string& path, System system);

}  // namespace preflight::database
