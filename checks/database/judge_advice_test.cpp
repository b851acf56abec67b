// What is advised about a database that nothing is wrong with, or that others use.
#include "checks/database/judge.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/database_facts.hpp"

namespace preflight::database {

using namespace test;

TEST_CASE("advice is information, and comes where it helps") {
  const auto advised = [](const Facts& facts) { return told(judge(query(), facts), true); };
  CHECK(advised(sound()) == "wal-off.");
  CHECK(advised(sound(true)).empty());
  CHECK(advised(missing()).empty());
  CHECK(advised(locked(Lock::reserved)) == "busy-timeout. wal-off.");
  CHECK(advised(locked(Lock::wal_write, true)) == "busy-timeout.");
  CHECK(advised(with_attempt(11)).empty());
  CHECK(advised(changed(sound(), [](Facts& f) { f.file_system->network = true; })).empty());
  CHECK(advised(changed(sound(), [](Facts& f) { f.file_system->synced_by = "Dropbox"; })).empty());
  CHECK(advised(changed(sound(true), [](Facts& f) { f.file_system->of_session = true; })) ==
        "not-for-services.");
  CHECK(advised(changed(sound(true), [](Facts& f) { f.file_system->encrypted = true; })) ==
        "not-for-services.");
}

}  // namespace preflight::database
