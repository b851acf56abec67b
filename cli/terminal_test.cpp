#include "cli/terminal.hpp"

#include <filesystem>

#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight {

TEST_CASE("a file is written whole, in the place of an older one") {
  const test::TempDir folder;
  const auto path = folder.file("r\xc3\xa4port.json");
  CHECK_FALSE(write_whole(path, "a longer first text").has_value());
  CHECK(test::read_file(path) == "a longer first text");
  CHECK_FALSE(write_whole(path, "second").has_value());
  CHECK(test::read_file(path) == "second");
  CHECK(std::distance(std::filesystem::directory_iterator(folder.path()), {}) == 1);
}

TEST_CASE("what cannot be written leaves nothing behind and says why") {
  const test::TempDir folder;
  const auto missing = write_whole(folder.file("none/report"), "x");
  REQUIRE(missing.has_value());
  CHECK(missing->code != 0);
  const auto directory = write_whole(folder.file(""), "x");
  REQUIRE(directory.has_value());
  CHECK(directory->code != 0);
  CHECK(std::filesystem::is_empty(folder.path()));
}

}  // namespace preflight
