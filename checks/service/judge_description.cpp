// What a person who asks by hand sees besides what is wrong.
#include <fmt/format.h>

#include <algorithm>

#include "checks/service/events.hpp"
#include "checks/service/host_settings.hpp"
#include "checks/service/judge_parts.hpp"
#include "checks/service/judge_scm.hpp"
#include "checks/service/scm_codes.hpp"

namespace preflight::service {

namespace {

constexpr std::size_t most_told_events = 3;

std::string how_it_starts(const Config& config) {
  switch (config.start) {
    case Start::boot:
    case Start::system:
      return "is loaded with Windows";
    case Start::automatic:
      return config.delayed == true ? "starts some minutes after the machine (delayed)"
                                    : "starts with the machine";
    case Start::manual:
      return config.triggers.value_or(0) > 0 ? "starts by a trigger" : "starts when asked to";
    case Start::disabled:
      return "is disabled";
  }
  return "starts in an unknown way";
}

void tell_configuration(const WindowsFacts& facts, Findings& findings) {
  const auto& config = *facts.config;
  const auto told = told_of(facts);
  // Where something is wrong the line of the check says that, and not the state.
  const bool is_told = std::all_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.severity == Severity::info;
  });
  add(findings, "service.configuration", Severity::info,
      fmt::format("{}'{}' {}{}", is_told ? "" : state_line(facts) + "; ",
                  config.display_name.empty() ? facts.key : config.display_name,
                  how_it_starts(config),
                  config.account.empty() ? "" : fmt::format(", as {}", config.account)));
  const bool hosted = facts.host.application && !facts.host.application->empty();
  const auto arguments = hosted ? facts.host.parameters : arguments_text(facts);
  add(findings, "service.configuration", Severity::info,
      fmt::format("{}{}{}{} in {}",
                  facts.host.kind == Host::none
                      ? "runs "
                      : fmt::format("{} runs ", host_name(facts.host.kind)),
                  told.program.value_or("?"), arguments.empty() ? "" : " ", arguments,
                  told.working_directory.value_or("?")));
}

// What was not looked at is said, so that nobody takes it for looked at and found good.
void tell_unseen_rights(const WindowsFacts& facts, Findings& findings) {
  const bool hosted = facts.host.program.presence == Presence::there;
  const auto* look = hosted ? &facts.host.program : chosen_file(facts);
  if (look == nullptr || look->presence != Presence::there || look->account_may_run ||
      is_running(facts) || facts.config->account.empty())
    return;
  add(findings, "service.configuration", Severity::info,
      fmt::format("whether {} may read {} was not looked at", facts.config->account, look->path),
      "its groups are known to its domain or to the machine's own list of accounts")
      .remedies.push_back(
          {"see who may", fmt::format("icacls {}", one_word(look->path)), Needs::user});
}

void tell_waiting(const WindowsFacts& facts, Findings& findings) {
  if (!facts.status || facts.status->exit_code != scm::never_started || has_blocker(findings))
    return;
  if (facts.config->triggers.value_or(0) > 0)
    add(findings, "service.trigger", Severity::info,
        "it was not started since boot: it waits for a trigger",
        "sc.exe qtriggerinfo shows for which");
  else
    add(findings, "service.not-started", Severity::info,
        "it was not started since boot, and nothing was found that would keep it from starting")
        .remedies.push_back(
            by_admin("start it", fmt::format("sc.exe start {}", one_word(facts.key))));
}

void tell_log(const WindowsFacts& facts, Findings& findings) {
  if (facts.log_tail.empty()) return;
  auto& finding =
      add(findings, "service.log", Severity::info, fmt::format("the end of {}", facts.log_path));
  finding.evidence = {{"lines", facts.log_tail}};
}

void tell_events(const WindowsFacts& facts, Findings& findings) {
  if (!facts.events) {
    const auto gap = std::find_if(facts.gaps.begin(), facts.gaps.end(),
                                  [](const Gap& one) { return one.what == "event log System"; });
    if (gap != facts.gaps.end())
      add(findings, "service.event", Severity::info,
          fmt::format("the event log cannot be asked: {}", gap->reason));
    return;
  }
  for (std::size_t i = 0; i < std::min(most_told_events, facts.events->size()); ++i)
    add(findings, "service.event", Severity::info, "event " + event_text((*facts.events)[i]));
}

}  // namespace

void describe(const WindowsFacts& facts, Findings& findings) {
  if (!facts.config) return;
  tell_waiting(facts, findings);
  tell_configuration(facts, findings);
  tell_unseen_rights(facts, findings);
  tell_log(facts, findings);
  tell_events(facts, findings);
}

}  // namespace preflight::service
