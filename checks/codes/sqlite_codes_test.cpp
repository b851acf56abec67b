// Numbers and names of SQLite's codes against its own header.
#include <sqlite3.h>

#include <string_view>
#include <utility>

#include "checks/codes/codes.hpp"
#include "tests/support/catch.hpp"

namespace preflight::codes {

namespace {

#define ROW(name) \
  std::pair<std::int64_t, std::string_view> { name, #name }
constexpr std::pair<std::int64_t, std::string_view> header[] = {ROW(SQLITE_OK),
                                                                ROW(SQLITE_ERROR),
                                                                ROW(SQLITE_INTERNAL),
                                                                ROW(SQLITE_PERM),
                                                                ROW(SQLITE_ABORT),
                                                                ROW(SQLITE_BUSY),
                                                                ROW(SQLITE_LOCKED),
                                                                ROW(SQLITE_NOMEM),
                                                                ROW(SQLITE_READONLY),
                                                                ROW(SQLITE_INTERRUPT),
                                                                ROW(SQLITE_IOERR),
                                                                ROW(SQLITE_CORRUPT),
                                                                ROW(SQLITE_NOTFOUND),
                                                                ROW(SQLITE_FULL),
                                                                ROW(SQLITE_CANTOPEN),
                                                                ROW(SQLITE_PROTOCOL),
                                                                ROW(SQLITE_EMPTY),
                                                                ROW(SQLITE_SCHEMA),
                                                                ROW(SQLITE_TOOBIG),
                                                                ROW(SQLITE_CONSTRAINT),
                                                                ROW(SQLITE_MISMATCH),
                                                                ROW(SQLITE_MISUSE),
                                                                ROW(SQLITE_NOLFS),
                                                                ROW(SQLITE_AUTH),
                                                                ROW(SQLITE_FORMAT),
                                                                ROW(SQLITE_RANGE),
                                                                ROW(SQLITE_NOTADB),
                                                                ROW(SQLITE_NOTICE),
                                                                ROW(SQLITE_WARNING),
                                                                ROW(SQLITE_ROW),
                                                                ROW(SQLITE_DONE),
                                                                ROW(SQLITE_ERROR_MISSING_COLLSEQ),
                                                                ROW(SQLITE_ERROR_RETRY),
                                                                ROW(SQLITE_ERROR_SNAPSHOT),
                                                                ROW(SQLITE_IOERR_READ),
                                                                ROW(SQLITE_IOERR_SHORT_READ),
                                                                ROW(SQLITE_IOERR_WRITE),
                                                                ROW(SQLITE_IOERR_FSYNC),
                                                                ROW(SQLITE_IOERR_DIR_FSYNC),
                                                                ROW(SQLITE_IOERR_TRUNCATE),
                                                                ROW(SQLITE_IOERR_FSTAT),
                                                                ROW(SQLITE_IOERR_UNLOCK),
                                                                ROW(SQLITE_IOERR_RDLOCK),
                                                                ROW(SQLITE_IOERR_DELETE),
                                                                ROW(SQLITE_IOERR_BLOCKED),
                                                                ROW(SQLITE_IOERR_NOMEM),
                                                                ROW(SQLITE_IOERR_ACCESS),
                                                                ROW(SQLITE_IOERR_CHECKRESERVEDLOCK),
                                                                ROW(SQLITE_IOERR_LOCK),
                                                                ROW(SQLITE_IOERR_CLOSE),
                                                                ROW(SQLITE_IOERR_DIR_CLOSE),
                                                                ROW(SQLITE_IOERR_SHMOPEN),
                                                                ROW(SQLITE_IOERR_SHMSIZE),
                                                                ROW(SQLITE_IOERR_SHMLOCK),
                                                                ROW(SQLITE_IOERR_SHMMAP),
                                                                ROW(SQLITE_IOERR_SEEK),
                                                                ROW(SQLITE_IOERR_DELETE_NOENT),
                                                                ROW(SQLITE_IOERR_MMAP),
                                                                ROW(SQLITE_IOERR_GETTEMPPATH),
                                                                ROW(SQLITE_IOERR_CONVPATH),
                                                                ROW(SQLITE_IOERR_VNODE),
                                                                ROW(SQLITE_IOERR_AUTH),
                                                                ROW(SQLITE_IOERR_BEGIN_ATOMIC),
                                                                ROW(SQLITE_IOERR_COMMIT_ATOMIC),
                                                                ROW(SQLITE_IOERR_ROLLBACK_ATOMIC),
                                                                ROW(SQLITE_IOERR_DATA),
                                                                ROW(SQLITE_IOERR_CORRUPTFS),
                                                                ROW(SQLITE_LOCKED_SHAREDCACHE),
                                                                ROW(SQLITE_LOCKED_VTAB),
                                                                ROW(SQLITE_BUSY_RECOVERY),
                                                                ROW(SQLITE_BUSY_SNAPSHOT),
                                                                ROW(SQLITE_BUSY_TIMEOUT),
                                                                ROW(SQLITE_CANTOPEN_NOTEMPDIR),
                                                                ROW(SQLITE_CANTOPEN_ISDIR),
                                                                ROW(SQLITE_CANTOPEN_FULLPATH),
                                                                ROW(SQLITE_CANTOPEN_CONVPATH),
                                                                ROW(SQLITE_CANTOPEN_DIRTYWAL),
                                                                ROW(SQLITE_CANTOPEN_SYMLINK),
                                                                ROW(SQLITE_CORRUPT_VTAB),
                                                                ROW(SQLITE_CORRUPT_SEQUENCE),
                                                                ROW(SQLITE_CORRUPT_INDEX),
                                                                ROW(SQLITE_READONLY_RECOVERY),
                                                                ROW(SQLITE_READONLY_CANTLOCK),
                                                                ROW(SQLITE_READONLY_ROLLBACK),
                                                                ROW(SQLITE_READONLY_DBMOVED),
                                                                ROW(SQLITE_READONLY_CANTINIT),
                                                                ROW(SQLITE_READONLY_DIRECTORY),
                                                                ROW(SQLITE_ABORT_ROLLBACK),
                                                                ROW(SQLITE_CONSTRAINT_CHECK),
                                                                ROW(SQLITE_CONSTRAINT_COMMITHOOK),
                                                                ROW(SQLITE_CONSTRAINT_FOREIGNKEY),
                                                                ROW(SQLITE_CONSTRAINT_FUNCTION),
                                                                ROW(SQLITE_CONSTRAINT_NOTNULL),
                                                                ROW(SQLITE_CONSTRAINT_PRIMARYKEY),
                                                                ROW(SQLITE_CONSTRAINT_TRIGGER),
                                                                ROW(SQLITE_CONSTRAINT_UNIQUE),
                                                                ROW(SQLITE_CONSTRAINT_VTAB),
                                                                ROW(SQLITE_CONSTRAINT_ROWID),
                                                                ROW(SQLITE_CONSTRAINT_PINNED),
                                                                ROW(SQLITE_CONSTRAINT_DATATYPE),
                                                                ROW(SQLITE_NOTICE_RECOVER_WAL),
                                                                ROW(SQLITE_NOTICE_RECOVER_ROLLBACK),
                                                                ROW(SQLITE_WARNING_AUTOINDEX),
                                                                ROW(SQLITE_AUTH_USER),
                                                                ROW(SQLITE_OK_LOAD_PERMANENTLY),
                                                                ROW(SQLITE_OK_SYMLINK)};
#undef ROW

}  // namespace

TEST_CASE("every result code of SQLite's header is in the table") {
  for (const auto& [number, symbol] : header) {
    CAPTURE(symbol);
    REQUIRE(find(Family::sqlite, number) != nullptr);
    CHECK(find(Family::sqlite, number)->symbol == symbol);
    CHECK(find(Family::sqlite, symbol) == find(Family::sqlite, number));
  }
}

TEST_CASE("every primary code that the linked SQLite has words for is in the table") {
  const std::string_view unknown = sqlite3_errstr(255);
  for (int number = 0; number < 255; ++number) {
    CAPTURE(number);
    if (sqlite3_errstr(number) != unknown) CHECK(find(Family::sqlite, number) != nullptr);
  }
}

}  // namespace preflight::codes
