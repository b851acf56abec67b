// Renders explanations and compares them with fixtures/explain/<name>. After a wanted change:
// PREFLIGHT_UPDATE_GOLDEN=1 build/.../preflight_tests '[explain-golden]', then read the difference.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "cli/explain.hpp"
#include "tests/support/catch.hpp"

namespace preflight::test {

TEST_CASE("codes are explained as they were", "[explain-golden]") {
  const auto folder = std::filesystem::path(PREFLIGHT_FIXTURES) / "explain";
  const auto compare = [&](const std::string& name, const std::string& text) {
    CAPTURE(name);
    if (std::getenv("PREFLIGHT_UPDATE_GOLDEN") != nullptr)
      std::ofstream(folder / name, std::ios::binary) << text;
    std::ifstream stream(folder / name, std::ios::binary);
    REQUIRE(stream);
    CHECK(text == std::string{std::istreambuf_iterator<char>(stream), {}});
  };
  const auto answers = [](const std::vector<std::string>& queries) {
    std::vector<Answer> all;
    for (const auto& query : queries) all.push_back(explain(query, std::nullopt, all_checks()));
    return all;
  };
  RenderOptions options;
  compare("1053.console", explain_text(answers({"1053"}), options));
  compare("1053.json", explain_json(answers({"1053"})));
  compare("5.console", explain_text(answers({"5"}), options));
  compare("5.json", explain_json(answers({"5"})));
  compare("unknown.console", explain_text(answers({"203/EXEC", "WSAEACES", "99999"}), options));
  options.color = true;
  options.width = 60;
  compare("dll-60-color.console", explain_text(answers({"-1073741515", "nothing"}), options));
  options = {};
  options.verbose = true;
  options.unicode = false;
  compare("13-verbose-ascii.console", explain_text(answers({"13"}), options));
}

}  // namespace preflight::test
