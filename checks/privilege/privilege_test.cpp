#include "checks/privilege/privilege.hpp"

#include "tests/support/catch.hpp"

namespace preflight::privilege {

namespace {

Facts user_of(bool windows) {
  Facts facts;
  facts.windows = windows;
  facts.user = "alice";
  return facts;
}

}  // namespace

TEST_CASE("an administrator behind UAC is told from a user who is none", "[privilege]") {
  auto facts = user_of(true);
  auto findings = judge({}, facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].code == "privilege.not-elevated");
  CHECK(findings[0].message == "alice is no administrator");
  CHECK(findings[0].hard);
  facts.filtered = true;
  findings = judge({}, facts);
  CHECK_FALSE(findings[0].hard);
  CHECK(findings[0].cause->find("UAC") != std::string::npos);
  facts.elevated = true;
  CHECK(judge({}, facts).empty());
}

TEST_CASE("who may use sudo can help himself", "[privilege]") {
  auto facts = user_of(false);
  CHECK(judge({}, facts)[0].hard);
  facts.sudo_group = "wheel";
  CHECK_FALSE(judge({}, facts)[0].hard);
  CHECK(judge({}, facts)[0].remedies[0].text.find("wheel") != std::string::npos);
  facts.no_new_privileges = true;
  CHECK(judge({}, facts)[0].hard);
  facts.no_new_privileges = false;
  facts.capabilities = std::uint64_t{1} << 10;
  CHECK(judge({}, facts)[0].cause == "of what root may do it has cap_net_bind_service");
}

TEST_CASE("root passes, and what a container took from it is told", "[privilege]") {
  auto facts = user_of(false);
  facts.elevated = true;
  facts.capabilities = ~std::uint64_t{0};
  CHECK(judge({}, facts).empty());
  facts.capabilities = 0x00000000a80425fb;  // what docker leaves
  const auto findings = judge({}, facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].code == "privilege.reduced");
  CHECK(findings[0].severity == Severity::info);
  CHECK(findings[0].message == "root, but without cap_net_admin, cap_sys_ptrace, cap_sys_admin");
}

TEST_CASE("what could not be asked is an error, not an answer", "[privilege]") {
  auto facts = user_of(true);
  facts.gaps.push_back({"the token", {5}, "could not be read"});
  const auto findings = judge({}, facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::error);
}

TEST_CASE("lines of /proc/self/status and uid_map, cut anywhere", "[privilege]") {
  const std::string status = "Name:\tx\nCapInh:\t0000000000000000\nCapEff:\t00000000a80425fb\n";
  CHECK(status_value(status, "CapEff") == 0xa80425fbU);
  CHECK_FALSE(status_value(status, "Cap"));
  for (std::size_t i = 0; i < status.size(); ++i) (void)status_value(status.substr(0, i), "CapEff");
  CHECK(whole_machine("         0          0 4294967295\n"));
  CHECK_FALSE(whole_machine("0 1000 1\n"));
  CHECK_FALSE(whole_machine(""));
}

TEST_CASE("this process is asked", "[privilege]") {
  const auto facts = probe({}, Deadline::never());
  CHECK_FALSE(facts.user.empty());
  CHECK(facts.gaps.empty());
}

}  // namespace preflight::privilege
