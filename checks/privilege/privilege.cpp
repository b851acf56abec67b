#include "checks/privilege/privilege.hpp"

#include <fmt/format.h>

#include <array>

#include "checks/looking.hpp"

namespace preflight::privilege {

namespace {

constexpr std::array<FindingCode, 3> codes{{
    {"privilege.not-elevated", "preflight, and so the server, does not run elevated"},
    {"privilege.reduced", "root, but without all that root may do"},
    {"check.denied", "something of it could not be looked at"},
}};
constexpr std::array<std::string_view, 2> systems{"linux", "windows"};

Finding not_elevated(const Facts& facts) {
  Finding finding;
  finding.code = "privilege.not-elevated";
  finding.severity = Severity::blocker;
  const auto user = facts.user.empty() ? "this user" : facts.user;
  if (facts.windows && facts.filtered) {
    finding.message = fmt::format("{} is an administrator, but this prompt is not elevated", user);
    finding.cause = "UAC holds the rights of an administrator back until they are asked for";
    finding.remedies.push_back({"start it from a prompt that was opened by 'Run as administrator'",
                                std::string("powershell Start-Process cmd -Verb RunAs"),
                                Needs::user});
    return finding;
  }
  finding.hard = true;
  if (facts.windows) {
    finding.message = fmt::format("{} is no administrator", user);
    finding.remedies.push_back({"let an administrator start it", std::nullopt, Needs::admin});
    return finding;
  }
  finding.message = fmt::format("this runs as {}, not as root", user);
  const auto held = facts.capabilities ? present(*facts.capabilities) : std::string();
  if (!held.empty()) finding.cause = fmt::format("of what root may do it has {}", held);
  if (facts.no_new_privileges) {
    finding.cause = "no_new_privs is set, so sudo gives nothing here (NoNewPrivileges= of a unit)";
    finding.remedies.push_back(
        {"start it as root from outside of this unit or container", std::nullopt, Needs::admin});
    return finding;
  }
  finding.hard = facts.sudo_group.empty();
  finding.remedies.push_back(
      {facts.sudo_group.empty()
           ? "start it as root"
           : fmt::format("start it with sudo: {} is in the group {}", user, facts.sudo_group),
       std::string("sudo COMMAND"), finding.hard ? Needs::admin : Needs::user});
  return finding;
}

// Rights that a container takes from root surprise only where they are needed.
void judge_reduced(const Facts& facts, Findings& findings) {
  const auto lacks = facts.capabilities ? lacking(*facts.capabilities) : std::string();
  if (lacks.empty() && !facts.user_namespace) return;
  Finding finding;
  finding.code = "privilege.reduced";
  finding.severity = Severity::info;
  finding.message = facts.user_namespace
                        ? std::string("root of a user namespace only, not of the machine")
                        : "root, but without " + lacks;
  finding.cause = "a container or a unit of systemd keeps them back";
  findings.push_back(std::move(finding));
}

Value to_json(const Facts& facts) {
  Value object{{"elevated", facts.elevated}, {"user", facts.user}};
  if (facts.windows) object["filtered_by_uac"] = facts.filtered;
  if (facts.capabilities) object["capabilities"] = fmt::format("{:016x}", *facts.capabilities);
  return object;
}

Prepared prepare(const Request& request) {
  auto parsed = parse(request);
  if (auto* error = std::get_if<UsageError>(&parsed)) return std::move(*error);
  return Job{"privilege", "elevated", looking(Query{}, request)};
}

}  // namespace

std::variant<Query, UsageError> parse(const Request& request) {
  if (!request.target.empty()) return UsageError{"--admin takes no value"};
  return Query{};
}

Findings judge(const Query&, const Facts& facts) {
  Findings findings;
  if (facts.elevated)
    judge_reduced(facts, findings);
  else if (facts.gaps.empty())
    findings.push_back(not_elevated(facts));
  for (const auto& gap : facts.gaps) {
    Finding finding;
    finding.code = "check.denied";
    finding.severity = facts.elevated ? Severity::info : Severity::error;
    finding.message = fmt::format("{}: {}", gap.what, gap.reason);
    finding.evidence = {{"error", symbol(gap.error)}};
    findings.push_back(std::move(finding));
  }
  return findings;
}

Outcome judged(const Query& query, const Facts& facts) {
  auto findings = judge(query, facts);
  auto summary =
      facts.elevated ? std::string(facts.windows ? "elevated" : "root") : findings.front().message;
  return {std::move(summary), std::move(findings), to_json(facts), false};
}

Check check() {
  return {"privilege",
          "does this run as root, or as an elevated administrator?",
          {"--admin", "", "", "this runs elevated (administrator, root)", ""},
          "",
          {},
          codes,
          systems,
          prepare,
          {},
          replay};
}

}  // namespace preflight::privilege
