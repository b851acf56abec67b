#include "checks/base/near_names.hpp"

#include "tests/support/catch.hpp"

using namespace preflight;

namespace {

std::vector<std::string> names(std::string_view typed, std::span<const KnownName> known) {
  std::vector<std::string> found;
  for (const auto& one : near_names(typed, known)) found.push_back(one.name);
  return found;
}

const std::vector<KnownName> known{{"UnifiedMCPServer", "Unified MCP Server"},
                                   {"Spooler", "Print Spooler"},
                                   {"W32Time", "Windows Time"},
                                   {"MSSQLSERVER", "SQL Server (MSSQLSERVER)"}};

}  // namespace

TEST_CASE("a slip of the key name is near", "[service]") {
  CHECK(names("UnifiedMCPServr", known) == std::vector<std::string>{"UnifiedMCPServer"});
  CHECK(names("unified-mcp-server", known) == std::vector<std::string>{"UnifiedMCPServer"});
}

TEST_CASE("a display name is near its key name", "[service]") {
  CHECK(names("Windows Time", known) == std::vector<std::string>{"W32Time"});
  CHECK(names("Print Spooler", known).front() == "Spooler");
}

TEST_CASE("what has nothing in common is not near", "[service]") {
  CHECK(names("nginx", known).empty());
  CHECK(names("", known).empty());
  CHECK(names("svc", known).empty());
  CHECK(names(std::string(100000, 'x'), known).empty());
}

TEST_CASE("the same letters come before a part of them", "[service]") {
  const std::vector<KnownName> two{{"MyServerBackup", ""}, {"MyServer", ""}};
  CHECK(names("myserver", two) == std::vector<std::string>{"MyServer", "MyServerBackup"});
}
