#include "cli/config_file.hpp"
#include "cli/config_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight {

TEST_CASE("a relative path is one seen from the file that names it") {
  CHECK(beside("preflight.json", "data/app.db") == "data/app.db");
  CHECK(beside("deploy/preflight.json", "data/app.db") == "deploy/data/app.db");
  CHECK(beside("deploy/preflight.json", "../app.db") == "deploy/../app.db");
  CHECK(beside("/preflight.json", "app.db") == "/app.db");
  CHECK(beside("deploy/preflight.json", "/srv/app.db") == "/srv/app.db");
  CHECK(beside("deploy/preflight.json", "C:\\app.db") == "deploy/C:\\app.db");
  CHECK(beside("deploy/preflight.json", "").empty());
}

TEST_CASE("a configuration is read whole, but no more than is allowed") {
  const test::TempDir folder;
  CHECK(read_config_file(folder.write("a", "{}\r\n")).text == "{}\r\n");
  CHECK(read_config_file(folder.write("b", "")).text == "");
  const auto longer = read_config_file(folder.write("c", std::string(longest_config + 99, ' ')));
  CHECK(longer.text.value_or("").size() == longest_config + 1);
  const auto none = read_config_file(folder.file("none"));
  CHECK(none.missing);
  CHECK_FALSE(none.text);
  CHECK(none.error == "No such file or directory (ENOENT)");
  const auto directory = read_config_file(folder.path().string());
  CHECK_FALSE(directory.missing);
  CHECK(directory.error == "Is a directory (EISDIR)");
}

}  // namespace preflight
