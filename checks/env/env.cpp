#include "checks/env/env.hpp"

#include <fmt/format.h>

#include <array>

#include "checks/base/near_names.hpp"
#include "checks/looking.hpp"

namespace preflight::env {

namespace {

constexpr std::array<FindingCode, 1> codes{{
    {"env.missing", "the variable is not set, or it is empty"},
}};
constexpr std::array<std::string_view, 2> systems{"linux", "windows"};

void advise(const Query& query, const Facts& facts, Finding& finding) {
  const auto set = facts.windows ? fmt::format("set {}=VALUE", query.name)
                                 : fmt::format("export {}=VALUE", query.name);
  finding.remedies.push_back({"set it in the script that starts the server", set, Needs::user});
  finding.remedies.push_back(
      {facts.windows ? "or for all of the machine, services too, which see it after a restart"
                     : "or for a service: Environment= or EnvironmentFile= in its unit",
       facts.windows ? std::optional(fmt::format("setx {} VALUE /M", query.name)) : std::nullopt,
       Needs::admin});
}

Prepared prepare(const Request& request) {
  auto parsed = parse(request);
  if (auto* error = std::get_if<UsageError>(&parsed)) return std::move(*error);
  const auto query = std::get<Query>(std::move(parsed));
  return Job{"env", query.name, looking(query, request)};
}

}  // namespace

std::variant<Query, UsageError> parse(const Request& request) {
  const auto& name = request.target;
  if (name.empty()) return UsageError{"--env: NAME is empty"};
  if (name.find('\0') != std::string::npos) return UsageError{"--env: NAME has a zero byte in it"};
  if (const auto equals = name.find('='); equals != std::string::npos)
    // What stands behind it may be a secret.
    return UsageError{fmt::format("--env: '{}=...' has a value; write the name only",
                                  std::string_view(name).substr(0, equals))};
  return Query{name};
}

Findings judge(const Query& query, const Facts& facts) {
  if (facts.state == State::set) return {};
  Finding finding;
  finding.code = "env.missing";
  finding.severity = Severity::blocker;
  if (facts.state == State::empty) {
    finding.message = fmt::format("{} is set, but empty", query.name);
  } else {
    finding.message = fmt::format("{} is not set", query.name);
    std::vector<KnownName> known;
    for (const auto& name : facts.names) known.push_back({name, {}});
    std::string offered;
    for (const auto& near : near_names(query.name, known))
      offered += (offered.empty() ? "" : ", ") + near.name;
    if (!offered.empty())
      finding.cause =
          fmt::format("there is {}{}", offered, facts.windows ? "" : " (case makes a difference)");
  }
  finding.evidence = {{"variable", query.name}, {"empty", facts.state == State::empty}};
  advise(query, facts, finding);
  return {std::move(finding)};
}

Outcome judged(const Query& query, const Facts& facts) {
  auto findings = judge(query, facts);
  auto summary = findings.empty() ? "set" : findings.front().message;
  return {std::move(summary), std::move(findings), {{"set", facts.state != State::missing}}, false};
}

Check check() {
  return {"env",
          "is this variable of the environment set?",
          {"--env", "", "NAME", "this variable is set and not empty; its value is not shown", ""},
          "",
          {},
          codes,
          systems,
          prepare,
          {},
          replay};
}

}  // namespace preflight::env
