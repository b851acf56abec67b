#include "cli/bundle/bundle.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/invented_checks.hpp"
#include "tests/support/run_here.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight::bundle {

TEST_CASE("bundle: a configuration that cannot be read again is told") {
  const test::TempDir folder;
  test::Run run;
  auto around = test::writing_to(run);
  int reads = 0;
  around.read_file = [&](const std::string&) -> FileText {
    if (reads++ == 0) return {R"({"checks": {"room": ["free"]}})", false, ""};
    return {std::nullopt, false, "Permission denied (EACCES)"};
  };
  const auto place = folder.file("case");
  const std::vector<std::string> words{"bundle", "--config", "my.json", "-o", place};
  run.exit_code = run_app(words, test::invented_checks(), around).exit_code;
  INFO(run.err);
  REQUIRE(run.exit_code == 0);
  CHECK(reads == 2);
  CHECK(run.out.find("not read: my.json: Permission denied (EACCES)") != std::string::npos);
  CHECK(test::read_file(place + "/README.txt").find("my.json: Permission denied") !=
        std::string::npos);
}

}  // namespace preflight::bundle
