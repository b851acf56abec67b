#include "cli/workflow.hpp"

#include "tests/support/catch.hpp"

namespace preflight {

TEST_CASE("the file of a workflow", "[workflow]") {
  CHECK(workflow_file("octo/app/.github/workflows/ci.yml@refs/heads/a@b") ==
        ".github/workflows/ci.yml");
  CHECK(workflow_file("octo/app/.github/workflows/ci.yml") == ".github/workflows/ci.yml");
  for (const auto* other : {"", "octo", "octo/app", "octo/app/", "@", "octo/app/ci.yml@main"})
    CHECK(workflow_file(other).empty());
}

}  // namespace preflight
