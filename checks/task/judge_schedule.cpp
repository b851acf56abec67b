#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "checks/task/iso_duration.hpp"
#include "checks/task/judge.hpp"

namespace preflight::task {

namespace {

// Well-known accounts of services: LocalSystem, LocalService, NetworkService. They need no login.
bool is_service_account(const Principal& principal) {
  constexpr std::array<std::string_view, 10> accounts{"S-1-5-18",
                                                      "S-1-5-19",
                                                      "S-1-5-20",
                                                      "SYSTEM",
                                                      "NT AUTHORITY\\SYSTEM",
                                                      "LocalSystem",
                                                      "LOCAL SERVICE",
                                                      "NT AUTHORITY\\LOCAL SERVICE",
                                                      "NETWORK SERVICE",
                                                      "NT AUTHORITY\\NETWORK SERVICE"};
  const auto same = [&](std::string_view account) {
    const auto upper = [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; };
    return std::equal(account.begin(), account.end(), principal.user_id.begin(),
                      principal.user_id.end(),
                      [&](char a, char b) { return upper(a) == upper(b); });
  };
  return std::any_of(accounts.begin(), accounts.end(), same);
}

bool needs_login(const Principal& principal) {
  if (is_service_account(principal)) return false;
  return principal.logon_type == "InteractiveToken" || !principal.group_id.empty();
}

bool has_enabled(const Task& task, std::string_view kind) {
  return std::any_of(task.triggers.begin(), task.triggers.end(), [&](const Trigger& trigger) {
    return trigger.enabled && trigger.kind == kind;
  });
}

/// Started once and meant to stay: at boot, at logon, by hand.
bool is_server(const Task& task) {
  return std::all_of(task.triggers.begin(), task.triggers.end(), [](const Trigger& trigger) {
    return trigger.kind == "BootTrigger" || trigger.kind == "LogonTrigger" ||
           trigger.kind == "RegistrationTrigger";
  });
}

void judge_boot(const Task& task, Findings& findings) {
  if (!has_enabled(task, "BootTrigger") || !needs_login(task.principal)) return;
  auto finding =
      make("task.boot-needs-login", Severity::blocker,
           "it is to start at boot, but runs only while its user is logged on",
           task.principal.group_id.empty() ? "LogonType InteractiveToken has no session at boot"
                                           : "a group has no session at boot");
  advise(
      finding,
      "run it as SYSTEM: <UserId>S-1-5-18</UserId> without LogonType; or choose \"Run whether user "
      "is logged on or not\" (LogonType Password)");
  findings.push_back(std::move(finding));
}

void judge_enabled(const Query& query, const Facts& facts, const Task& task, Findings& findings) {
  if (!task.settings.enabled) {
    auto finding = make("task.disabled", Severity::blocker, "it is disabled");
    if (query.file)
      advise(finding, "write <Enabled>true</Enabled> into <Settings>");
    else
      advise(finding, "enable it",
             fmt::format("schtasks /change /tn \"{}\" /enable", query.target));
    findings.push_back(std::move(finding));
  }
  if (task.triggers.empty()) {
    findings.push_back(make("task.disabled", Severity::info,
                            "it has no trigger: only a person or a "
                            "program starts it"));
    return;
  }
  std::size_t over = 0, off = 0;
  for (const auto& trigger : task.triggers) {
    const auto end = trigger.end_boundary ? parse_latest(*trigger.end_boundary) : std::nullopt;
    if (!trigger.enabled)
      ++off;
    else if (end && *end < facts.now)
      ++over;
  }
  if (off + over == 0) return;
  const bool all = off + over == task.triggers.size();
  auto finding = make("task.disabled", all ? Severity::blocker : Severity::warning,
                      fmt::format("{} of its triggers {} {}", all ? "each" : "some",
                                  all ? "is" : "are", over == 0 ? "disabled" : "disabled or over"));
  if (over > 0) finding.cause = "an EndBoundary is in the past";
  advise(finding, "enable the trigger, and take out its <EndBoundary>");
  findings.push_back(std::move(finding));
}

void judge_time_limit(const Task& task, Findings& findings) {
  const auto limit = parse_iso_duration(task.settings.execution_time_limit);
  if ((limit && limit->count() == 0) || !is_server(task)) return;
  auto finding = make(
      "task.time-limit", Severity::warning,
      limit ? fmt::format("the Task Scheduler ends it after {}", format_span(*limit))
            : fmt::format("its ExecutionTimeLimit is no span: {}",
                          task.settings.execution_time_limit),
      task.settings.time_limit_given ? "ExecutionTimeLimit says so"
                                     : "this is the default where ExecutionTimeLimit is not given");
  advise(finding, "take the limit away: <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>");
  findings.push_back(std::move(finding));
}

void judge_batteries(const Settings& settings, Findings& findings) {
  if (!settings.disallow_start_on_batteries && !settings.stop_on_batteries) return;
  auto finding = make("task.battery", Severity::warning,
                      settings.disallow_start_on_batteries && settings.stop_on_batteries
                          ? "it does not start on batteries, and is ended when the power fails"
                      : settings.stop_on_batteries ? "it is ended when the power fails"
                                                   : "it does not start on batteries",
                      "a laptop, or a server with a UPS that Windows knows, has batteries");
  advise(finding,
         "write <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries> and "
         "<StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>");
  findings.push_back(std::move(finding));
}

void judge_instances(const Task& task, Findings& findings) {
  const auto& policy = task.settings.multiple_instances;
  if (policy != "IgnoreNew" && policy != "Queue") return;
  const bool repeats = std::any_of(task.triggers.begin(), task.triggers.end(),
                                   [](const Trigger& trigger) { return trigger.repeats; });
  const bool restarts = repeats || task.triggers.size() > 1 || task.settings.restart_count;
  auto finding = make(
      "task.instances", restarts ? Severity::warning : Severity::info,
      fmt::format("while one run lasts, or hangs, another is {}",
                  policy == "Queue" ? "kept waiting" : "not started"),
      fmt::format("MultipleInstancesPolicy is {}: the start is swallowed with 0x8004131F", policy));
  if (policy == "Queue") finding.cause = "MultipleInstancesPolicy is Queue";
  advise(finding,
         "if a new start is to replace one that hangs: "
         "<MultipleInstancesPolicy>StopExisting</MultipleInstancesPolicy>");
  findings.push_back(std::move(finding));
}

void judge_restart(const Task& task, Findings& findings) {
  const auto& [interval, count] =
      std::tie(task.settings.restart_interval, task.settings.restart_count);
  if (interval.has_value() != count.has_value()) {
    auto finding = make("task.restart", Severity::warning,
                        fmt::format("RestartOnFailure has no {}, so it does nothing",
                                    interval ? "Count" : "Interval"));
    advise(finding,
           "give both: <RestartOnFailure><Interval>PT1M</Interval><Count>3</Count>"
           "</RestartOnFailure>");
    findings.push_back(std::move(finding));
  } else if (!interval && is_server(task)) {
    auto finding = make("task.restart", Severity::info, "if it ends, nothing starts it again");
    advise(finding, "a service host such as NSSM does, or a trigger that repeats");
    findings.push_back(std::move(finding));
  }
}

void judge_conditions(const Task& task, Findings& findings) {
  const auto& settings = task.settings;
  if (settings.only_with_network) {
    auto finding = make("task.conditions", Severity::warning,
                        "it starts only when Windows says that there is a network",
                        "RunOnlyIfNetworkAvailable; at boot the network comes later");
    advise(finding, "write <RunOnlyIfNetworkAvailable>false</RunOnlyIfNetworkAvailable>");
    findings.push_back(std::move(finding));
  }
  if (settings.only_if_idle) {
    auto finding = make("task.conditions", Severity::warning,
                        "it starts only when nobody uses the machine", "RunOnlyIfIdle");
    advise(finding, "write <RunOnlyIfIdle>false</RunOnlyIfIdle>");
    findings.push_back(std::move(finding));
  }
  const bool timed = has_enabled(task, "CalendarTrigger") || has_enabled(task, "TimeTrigger");
  if (timed && !settings.start_when_available)
    findings.push_back(make("task.missed-start", Severity::info,
                            "a start that falls into a time when the machine is off is left out",
                            "StartWhenAvailable is false"));
}

void judge_account(const Task& task, Findings& findings) {
  const auto& principal = task.principal;
  if (principal.logon_type == "S4U") {
    auto finding = make("task.account", Severity::warning,
                        "it reaches no shares and no other machine by its user's name",
                        "LogonType S4U has no password to show; nor can it read encrypted files");
    advise(finding, "if it needs them, use LogonType Password");
    findings.push_back(std::move(finding));
  }
  if (principal.run_level != "HighestAvailable" && !is_service_account(principal))
    findings.push_back(make("task.account", Severity::info,
                            "it runs without an administrator's rights, even for an administrator",
                            "RunLevel is LeastPrivilege"));
}

void judge_rest(const Settings& settings, Findings& findings) {
  constexpr std::uint64_t normal = 6;  // TASK priorities 4 to 6 are NORMAL_PRIORITY_CLASS
  if (settings.priority > normal)
    findings.push_back(make("task.priority", Severity::info,
                            fmt::format("it runs with a priority below normal ({}), for processor, "
                                        "disk and memory",
                                        settings.priority),
                            settings.priority == 7 ? "this is the default" : ""));
  if (settings.hidden)
    findings.push_back(make("task.hidden", Severity::info,
                            "the Task Scheduler shows it only with View > Show Hidden Tasks"));
  if (!settings.allow_start_on_demand)
    findings.push_back(make("task.on-demand", Severity::info, "nobody can start it by hand",
                            "AllowStartOnDemand is false"));
}

}  // namespace

Findings judge_schedule(const Query& query, const Facts& facts, const Task& task) {
  Findings findings;
  judge_enabled(query, facts, task, findings);
  judge_boot(task, findings);
  judge_time_limit(task, findings);
  judge_batteries(task.settings, findings);
  judge_instances(task, findings);
  judge_restart(task, findings);
  judge_conditions(task, findings);
  judge_account(task, findings);
  judge_rest(task.settings, findings);
  return findings;
}

}  // namespace preflight::task
