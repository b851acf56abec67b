// Cases that preflight recorded on Windows (fixtures/cases), judged again here, whatever system
// that is.
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "cli/bundle/facts.hpp"
#include "tests/support/catch.hpp"

namespace preflight::test {

namespace {

struct RecordedCase {
  std::string_view name;
  std::string_view code;     ///< of its worst finding
  std::string_view command;  ///< that one of its remedies has; empty: any
};

constexpr std::array<RecordedCase, 8> cases{{
    {"port-taken", "port.in-use", "taskkill /F /T /PID"},
    {"database-locked", "database.locked", "taskkill /F /T /PID"},
    {"file-open", "holder.open", "taskkill /F /T /PID"},
    {"service-1053", "service.not-a-service-program", "nssm install"},
    {"service-1060", "service.not-installed", "sc.exe query"},
    {"service-dll-missing", "service.program-not-runnable", ""},
    {"dll-missing", "imports.missing-library", ""},
    {"file-missing", "path.missing", ""},
}};

std::string text_of(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

bool has_remedy(const Findings& findings, std::string_view command) {
  for (const auto& finding : findings)
    for (const auto& remedy : finding.remedies)
      if (remedy.command && remedy.command->find(command) != std::string::npos) return true;
  return command.empty();
}

}  // namespace

TEST_CASE("cases that were recorded on Windows are judged anywhere", "[recorded-cases]") {
  const auto folder = std::filesystem::path(PREFLIGHT_FIXTURES) / "cases";
  for (const auto& [name, code, command] : cases) {
    CAPTURE(name);
    const auto read = read_facts(text_of(folder / (std::string(name) + ".json")), all_checks());
    if (const auto* bad = std::get_if<BadFacts>(&read)) FAIL(bad->message);
    const auto& facts = std::get<CaseFacts>(read);
    CHECK(facts.host.os == "windows");
    REQUIRE(facts.jobs.size() == 1);
    const auto outcome = facts.jobs.front().run(Deadline::never());
    std::set<std::string> codes;
    for (const auto& finding : outcome.findings) codes.insert(finding.code);
    CHECK(codes.count(std::string(code)) == 1);
    CHECK(has_remedy(outcome.findings, command));
  }
}

}  // namespace preflight::test
