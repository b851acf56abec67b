// Renders invented reports and compares them with fixtures/golden/<case>.<exit code>.<format>.
// After a wanted change: PREFLIGHT_UPDATE_GOLDEN=1 build/.../preflight_tests '[golden]', then read
// the difference.

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <utility>

#include "tests/golden/cases.hpp"
#include "tests/support/catch.hpp"

namespace preflight::test {

namespace {

const std::filesystem::path& folder() {
  static const std::filesystem::path path = std::filesystem::path(PREFLIGHT_FIXTURES) / "golden";
  return path;
}

bool update() { return std::getenv("PREFLIGHT_UPDATE_GOLDEN") != nullptr; }

std::string content(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

// A new version is no new output.
std::string without_version(std::string text) {
  const std::pair<std::string, std::string> known[] = {
      {"\"version\": \"" PREFLIGHT_VERSION "\"", "\"version\": \"VERSION\""},
      {"\"semanticVersion\": \"" PREFLIGHT_VERSION "\"", "\"semanticVersion\": \"1.2.3\""},
      {"name=\"version\" value=\"" PREFLIGHT_VERSION "\"", "name=\"version\" value=\"VERSION\""},
      {", preflight " PREFLIGHT_VERSION "\n", ", preflight VERSION\n"}};
  for (const auto& [version, placeholder] : known)
    if (const auto at = text.find(version); at != std::string::npos)
      text.replace(at, version.size(), placeholder);
  return text;
}

}  // namespace

TEST_CASE("every report is rendered as it was", "[golden]") {
  std::set<std::string> names;
  for (const auto& one : golden_cases()) {
    const auto name = one.name + "." + std::to_string(one.report.exit_code) + "." + one.format;
    CAPTURE(name);
    CHECK(names.insert(name).second);
    const auto* format = find_format(one.format);
    REQUIRE(format != nullptr);
    const auto text = without_version(format->render(one.report, one.options));
    if (update()) std::ofstream(folder() / name, std::ios::binary) << text;
    REQUIRE(std::filesystem::exists(folder() / name));
    CHECK(text == content(folder() / name));
  }
  // A case that was renamed leaves nothing behind that nobody compares.
  for (const auto& entry : std::filesystem::directory_iterator(folder()))
    CHECK(names.count(entry.path().filename().string()) == 1);
}

TEST_CASE("no rendering lets a control character through", "[golden]") {
  for (const auto& one : golden_cases()) {
    if (one.options.color) continue;
    CAPTURE(one.name, one.format);
    for (const char byte : find_format(one.format)->render(one.report, one.options)) {
      const auto code = static_cast<unsigned char>(byte);
      CHECK((code == '\n' || code >= 0x20));
      if (!one.options.unicode) CHECK(code < 0x7F);
    }
  }
}

}  // namespace preflight::test
