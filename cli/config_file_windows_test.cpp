#include "cli/config_file.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight {

TEST_CASE("a relative path of Windows is one seen from the file that names it") {
  CHECK(beside("preflight.json", "data\\app.db") == "data\\app.db");
  CHECK(beside("deploy\\preflight.json", "data\\app.db") == "deploy\\data\\app.db");
  CHECK(beside("deploy/preflight.json", "..\\app.db") == "deploy/..\\app.db");
  for (const auto* whole :
       {"C:\\app.db", "C:app.db", "\\app.db", "/app.db", "\\\\server\\c$\\app.db"})
    CHECK(beside("deploy\\preflight.json", whole) == whole);
  CHECK(beside("deploy\\preflight.json", "").empty());
}

TEST_CASE("a configuration of Windows is read whole") {
  const test::TempDir folder;
  CHECK(read_config_file(folder.write("\xC3\xA4.json", "{}\r\n")).text == "{}\r\n");
  CHECK(read_config_file(folder.write("b", "")).text == "");
  CHECK(read_config_file(folder.file("none")).missing);
  CHECK_FALSE(read_config_file(folder.path().string()).text);
}

}  // namespace preflight
