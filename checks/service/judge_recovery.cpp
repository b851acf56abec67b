// What the Service Control Manager does after a failure: SERVICE_FAILURE_ACTIONS of winsvc.h. It
// acts on a process that dies without a word, and on an orderly end with an error only where the
// failure flag is set.
#include <fmt/format.h>

#include <algorithm>

#include "checks/base/text.hpp"
#include "checks/service/judge_parts.hpp"
#include "checks/service/scm_codes.hpp"

namespace preflight::service {

namespace {

constexpr std::uint32_t to_restart = 1, to_reboot = 2;  ///< SC_ACTION_TYPE
constexpr std::uint64_t loop = 3;                       ///< so many crashes are no accident

// netevent.h
constexpr std::uint32_t event_error = 7023, event_own_error = 7024, event_crash_action = 7031,
                        event_crash = 7034;

std::uint32_t last_event(const WindowsFacts& facts) {
  return facts.events && !facts.events->empty() ? facts.events->front().id : 0;
}

bool died(const WindowsFacts& facts) {
  const auto code = facts.status->exit_code;
  return facts.status->process_gone || code == scm::aborted || is_ntstatus(code) ||
         last_event(facts) == event_crash || last_event(facts) == event_crash_action;
}

bool ended_with_error(const WindowsFacts& facts) {
  return facts.status->exit_code == scm::own_error || last_event(facts) == event_error ||
         last_event(facts) == event_own_error;
}

bool has_action(const std::vector<RecoveryAction>& actions, std::uint32_t type) {
  return std::any_of(actions.begin(), actions.end(),
                     [&](const RecoveryAction& action) { return action.type == type; });
}

// Both events count for themselves: the second value is how often it has happened.
std::uint64_t crashes(const WindowsFacts& facts) {
  std::uint64_t records = 0, told = 0;
  if (!facts.events) return 0;
  for (const auto& event : *facts.events) {
    if (event.id != event_crash_action && event.id != event_crash) continue;
    ++records;
    if (event.values.size() > 1) told = std::max(told, parse_unsigned(event.values[1]).value_or(0));
  }
  return std::max(records, told);
}

Remedy restart_it(const WindowsFacts& facts, std::string text) {
  return by_admin(std::move(text), fmt::format("sc.exe failure {} reset= 86400 actions= "
                                               "restart/5000/restart/30000/restart/60000",
                                               one_word(facts.key)));
}

void tell_loop(const WindowsFacts& facts, std::uint64_t count, Findings& findings) {
  auto& finding = add(findings, "service.recovery", Severity::warning,
                      fmt::format("it has crashed {} times within a day, and Windows starts it "
                                  "anew each time",
                                  count),
                      "what makes it crash is still there; until then it runs for moments only");
  finding.remedies.push_back(
      by_admin("let it stay down while you look for the cause",
               fmt::format("sc.exe failure {} reset= 0 actions= \"\"", one_word(facts.key))));
  finding.evidence = {{"crashes", count}};
}

}  // namespace

void judge_recovery(const WindowsFacts& facts, Findings& findings) {
  if (!facts.status || !facts.config || !facts.config->recovery) return;
  const auto& actions = *facts.config->recovery;
  const bool restarts = has_action(actions, to_restart);
  if (const auto count = crashes(facts); restarts && count >= loop)
    tell_loop(facts, count, findings);
  const bool crashed = died(facts);
  if (!crashed && !ended_with_error(facts)) return;
  if (has_action(actions, to_reboot))
    add(findings, "service.recovery", Severity::info,
        "after so many failures Windows restarts the whole machine",
        "one of its recovery actions is to reboot");
  if (!restarts) {
    add(findings, "service.recovery", Severity::info,
        "nobody starts it again after a failure: it has no recovery action that does")
        .remedies.push_back(restart_it(facts,
                                       "when its cause is cleared, let Windows restart it "
                                       "after a crash"));
  } else if (!crashed && facts.config->recovery_on_error == false) {
    add(findings, "service.recovery", Severity::info,
        "it is restarted after a crash, but not after an end with an error like this one")
        .remedies.push_back(by_admin("let the same count for both",
                                     fmt::format("sc.exe failureflag {} 1", one_word(facts.key))));
  }
}

}  // namespace preflight::service
