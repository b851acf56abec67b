#include "checks/database/attempt.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <sqlite3.h>

#include <mutex>
#include <string_view>

namespace preflight::database {

namespace {

// One short connection needs no statistics and no page cache made in advance. Too late where the
// library is in use already: then it goes on as it is.
void configure_once() {
  static std::once_flag once;
  std::call_once(once, [] {
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    sqlite3_config(SQLITE_CONFIG_PAGECACHE, nullptr, 0, 0);
  });
}

Attempt failure(sqlite3* db, const char* step) {
  return {sqlite3_extended_errcode(db), sqlite3_system_errno(db), sqlite3_errmsg(db), step, false};
}

// A schema in words that only a newer SQLite knows is sound for the application that wrote it.
bool only_newer(const Attempt& attempt, std::uint32_t writer_version) {
  constexpr std::string_view malformed{"malformed database schema"};
  return (attempt.code & 0xff) == SQLITE_CORRUPT && attempt.message.starts_with(malformed) &&
         writer_version > static_cast<std::uint32_t>(sqlite3_libversion_number());
}

// A damaged database lets itself be opened and locked; its schema cannot be read. To ask for any
// table reads all of it, without a statement to compile.
Attempt read_schema(SQLite::Database& database, std::uint32_t writer_version) {
  if (sqlite3_table_column_metadata(database.getHandle(), "main", "sqlite_master", nullptr, nullptr,
                                    nullptr, nullptr, nullptr, nullptr) == SQLITE_OK)
    return {};
  auto failed = failure(database.getHandle(), "schema");
  return only_newer(failed, writer_version) ? Attempt{} : failed;
}

Attempt run(SQLite::Database& database, std::uint32_t writer_version) {
  sqlite3* const db = database.getHandle();
  sqlite3_extended_result_codes(db, 1);
  // As the last one to leave a WAL, SQLite would write it into the database and delete it.
  sqlite3_db_config(db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
  if (database.tryExec("BEGIN IMMEDIATE") != SQLITE_OK) return failure(db, "begin");
  auto result = read_schema(database, writer_version);
  result.read_only = sqlite3_db_readonly(db, "main") == 1;
  database.tryExec("ROLLBACK");
  return result;
}

}  // namespace

Attempt attempt_write(const std::string& path, std::uint32_t writer_version) {
  configure_once();
  try {
    SQLite::Database database(path, SQLite::OPEN_READWRITE | SQLite::OPEN_NOMUTEX);
    return run(database, writer_version);
  } catch (const SQLite::Exception& error) {
    return {error.getExtendedErrorCode(), 0, error.what(), "open", false};
  }
}

Attempt attempt_read(const std::string& path, System system, std::uint32_t writer_version) {
  configure_once();
  try {
    SQLite::Database database(immutable_uri(path, system),
                              SQLite::OPEN_READONLY | SQLite::OPEN_NOMUTEX | SQLite::OPEN_URI);
    sqlite3_extended_result_codes(database.getHandle(), 1);
    return read_schema(database, writer_version);
  } catch (const SQLite::Exception& error) {
    return {error.getExtendedErrorCode(), 0, error.what(), "open", false};
  }
}

std::string immutable_uri(const std::string& path, System system) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string uri = system == System::windows ? "file:///" : "file://";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (system == System::windows && c == '\\') {
      uri += '/';
    } else if (c == '%' || c == '?' || c == '#' || byte < 0x20) {
      uri += '%';
      uri += digits[byte >> 4];
      uri += digits[byte & 15];
    } else {
      uri += c;
    }
  }
  return uri + "?immutable=1";
}

}  // namespace preflight::database
