#include "checks/base/system_error.hpp"

#include "checks/base/file_status.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight {

TEST_CASE("is_missing: nothing there, and nothing on the way to it") {
  const test::TempDir folder;
  folder.write("file", "x");
  for (const auto* const name : {"none", "none/below", "file/below"}) {
    INFO(name);
    const auto status = file_status(folder.file(name));
    REQUIRE(std::holds_alternative<SystemError>(status));
    CHECK(is_missing(std::get<SystemError>(status)));
  }
  CHECK_FALSE(is_missing({}));
}

TEST_CASE("is_missing: a recorded error counts by its words, whatever its number is here") {
  const ErrorWords of_linux{"ENOTDIR", "Not a directory"};
  const ErrorWords of_windows{"ERROR_PATH_NOT_FOUND", "The path was not found"};
  const ErrorWords denied{"EACCES", "Permission denied"};
  CHECK(is_missing({20, &of_linux}));
  CHECK(is_missing({3, &of_windows}));
  CHECK_FALSE(is_missing({2, &denied}));
}

}  // namespace preflight
