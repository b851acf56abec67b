#include "checks/database/attempt.hpp"

#include <fstream>

#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight::database {

TEST_CASE("a path becomes a URI that means this very file") {
  CHECK(immutable_uri("/srv/a b.db", System::linux_) == "file:///srv/a b.db?immutable=1");
  CHECK(immutable_uri("/srv/50%?#.db", System::linux_) == "file:///srv/50%25%3F%23.db?immutable=1");
  CHECK(immutable_uri("C:\\srv\\a.db", System::windows) == "file:///C:/srv/a.db?immutable=1");
  CHECK(immutable_uri("/a\nb", System::linux_) == "file:///a%0Ab?immutable=1");
}

TEST_CASE("a try never makes a database") {
  const test::TempDir folder;
  const auto file = folder.file("new.db");
  const auto attempt = attempt_write(file, 0);
  CHECK((attempt.code & 0xff) == 14);
  CHECK(attempt.step == "open");
  CHECK_FALSE(std::filesystem::exists(folder.path() / "new.db"));
}

}  // namespace preflight::database
