#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/service/judge_systemd.hpp"

namespace preflight::service {

namespace {

constexpr std::array<Step, 38> steps{{
    {200, "CHDIR", "WorkingDirectory=", "service.working-directory"},
    {201, "NICE", "Nice=", "service.configuration"},
    {202, "FDS", "", "service.configuration"},
    {203, "EXEC", "ExecStart=", "service.program-not-runnable"},
    {204, "MEMORY", "", "service.configuration"},
    {205, "LIMITS", "Limit...=", "service.configuration"},
    {206, "OOM_ADJUST", "OOMScoreAdjust=", "service.configuration"},
    {207, "SIGNAL_MASK", "", "service.configuration"},
    {208, "STDIN", "StandardInput=", "service.configuration"},
    {209, "STDOUT", "StandardOutput=", "service.configuration"},
    {210, "CHROOT", "RootDirectory=, RootImage=", "service.configuration"},
    {211, "IOPRIO", "IOSchedulingClass=", "service.configuration"},
    {212, "TIMERSLACK", "TimerSlackNSec=", "service.configuration"},
    {213, "SECUREBITS", "SecureBits=", "service.configuration"},
    {214, "SETSCHEDULER", "CPUSchedulingPolicy=", "service.configuration"},
    {215, "CPUAFFINITY", "CPUAffinity=", "service.configuration"},
    {216, "GROUP", "Group=, SupplementaryGroups=", "service.logon-failed"},
    {217, "USER", "User=, DynamicUser=, PrivateUsers=", "service.logon-failed"},
    {218, "CAPABILITIES", "CapabilityBoundingSet=, AmbientCapabilities=", "service.configuration"},
    {219, "CGROUP", "", "service.configuration"},
    {220, "SETSID", "", "service.configuration"},
    {222, "STDERR", "StandardError=", "service.configuration"},
    {224, "PAM", "PAMName=", "service.logon-failed"},
    {225, "NETWORK", "PrivateNetwork=, NetworkNamespacePath=", "service.configuration"},
    {226, "NAMESPACE", "ReadWritePaths=, BindPaths=, ProtectSystem=, PrivateTmp=, ...",
     "service.configuration"},
    {227, "NO_NEW_PRIVILEGES", "NoNewPrivileges=", "service.configuration"},
    {228, "SECCOMP", "SystemCallFilter=", "service.configuration"},
    {229, "SELINUX_CONTEXT", "SELinuxContext=", "service.configuration"},
    {230, "PERSONALITY", "Personality=", "service.configuration"},
    {231, "APPARMOR", "AppArmorProfile=", "service.configuration"},
    {232, "ADDRESS_FAMILIES", "RestrictAddressFamilies=", "service.configuration"},
    {233, "RUNTIME_DIRECTORY", "RuntimeDirectory=", "service.configuration"},
    {238, "STATE_DIRECTORY", "StateDirectory=", "service.configuration"},
    {239, "CACHE_DIRECTORY", "CacheDirectory=", "service.configuration"},
    {240, "LOGS_DIRECTORY", "LogsDirectory=", "service.configuration"},
    {241, "CONFIGURATION_DIRECTORY", "ConfigurationDirectory=", "service.configuration"},
    {242, "NUMA_POLICY", "NUMAPolicy=", "service.configuration"},
    {243, "CREDENTIALS", "LoadCredential=, SetCredential=", "service.environment"},
}};

/// What ended, and how: the main process, or a command before it.
struct Ending {
  std::string what{};  ///< "/srv/app", or "ExecStartPre /bin/false"
  int code{};          ///< as Unit::main_code
  int status{};
};

Ending ending_of(const Unit& unit) {
  constexpr std::array<std::string_view, 4> words{"", "exited", "killed", "dumped"};
  Ending main{"it", unit.main_code, unit.main_status};
  for (const auto& command : unit.commands) {
    if (command.stage == Stage::start && unit.main_code != 0) main.what = command.path;
    if (command.may_fail || command.status == 0 || command.code.empty()) continue;
    const auto word = std::find(words.begin(), words.end(), command.code);
    if (word == words.end()) continue;
    const auto name = command.stage == Stage::before      ? "ExecStartPre " + command.path
                      : command.stage == Stage::condition ? "ExecCondition " + command.path
                                                          : command.path;
    return {name, static_cast<int>(word - words.begin()), command.status};
  }
  return main;
}

void advise_log(Finding& finding, const Unit& unit) {
  advise(finding, "read what it said",
         fmt::format("journalctl -b -e -u {}", quote_argument(unit.id)), Needs::user);
}

/// The last line that the program itself wrote.
std::optional<std::string> said_by_program(const SystemdFacts& facts) {
  const auto& entries = facts.journal.entries;
  const auto found = std::find_if(entries.rbegin(), entries.rend(), [](const JournalEntry& entry) {
    return !entry.by_systemd && entry.message_id.empty() && !entry.message.empty();
  });
  if (found == entries.rend()) return std::nullopt;
  return "the last that it said: " + found->message;
}

bool explained(const Findings& files, std::string_view code) {
  return std::any_of(files.begin(), files.end(), [&](const Finding& finding) {
    const bool same =
        finding.code == code ||
        (code == "service.program-not-runnable" &&
         (finding.code == "service.program-missing" || finding.code == "service.access-denied"));
    return same && finding.severity == Severity::blocker;
  });
}

// Before the program ran: systemd's own child gave up.
Finding failed_step(const SystemdFacts& facts, const Step& step) {
  auto finding = make(step.code, Severity::blocker,
                      fmt::format("the start failed before the program ran, at the step {} ({})",
                                  step.name, step.status));
  finding.cause = last_words(facts);
  if (!step.setting.empty())
    advise(finding, fmt::format("correct what these settings ask for: {}", step.setting),
           fmt::format("sudo systemctl edit --full {}", quote_argument(facts.unit.id)));
  advise_log(finding, facts.unit);
  advise(finding, "if that is done already, start it again",
         fmt::format("sudo systemctl restart {}", quote_argument(facts.unit.id)));
  finding.evidence = {{"exit_status", step.status}, {"step", step.name}};
  return finding;
}

Finding ended(const SystemdFacts& facts, const Ending& ending) {
  const bool by_signal = ending.code == 2 || ending.code == 3;
  auto finding = by_signal
                     ? make("service.crashed", Severity::blocker,
                            fmt::format("{} was ended by signal {}{}", ending.what, ending.status,
                                        ending.code == 3 ? " and left a core dump" : ""))
                     : make("service.exited", Severity::blocker,
                            fmt::format("{} ended with exit code {}", ending.what, ending.status));
  constexpr int not_executable = 126, not_found = 127, killed = 9;
  finding.cause = said_by_program(facts);
  if (finding.cause) {
    // Its own words are better than any meaning of a number.
  } else if (!by_signal && ending.status == not_found) {
    finding.cause = "a command that a shell was to run, or a shared library, was not found";
  } else if (!by_signal && ending.status == not_executable) {
    finding.cause = "what a shell was to run is not executable";
  } else if (by_signal && ending.status == killed) {
    finding.cause = "somebody killed it, or the kernel did so when memory ran out";
  }
  if (ending.code == 3)
    advise(finding, "see where it crashed",
           fmt::format("coredumpctl info {}", quote_argument(facts.unit.id)));
  advise_log(finding, facts.unit);
  finding.evidence = {{by_signal ? "signal" : "exit_status", ending.status}};
  return finding;
}

Finding timed_out(const SystemdFacts& facts) {
  const auto& unit = facts.unit;
  auto finding = make("service.start-timeout", Severity::blocker,
                      fmt::format("it was not up within {}, and systemd ended it",
                                  unit.start_timeout.empty() ? "its time" : unit.start_timeout));
  if (unit.type.starts_with("notify")) {
    finding.cause = fmt::format(
        "Type={} waits for READY=1, which the program must send with sd_notify; from another "
        "process than the main one it counts with NotifyAccess=all only (now: {})",
        unit.type, unit.notify_access);
    advise(finding, "if the program does not know sd_notify, set Type=exec",
           fmt::format("sudo systemctl edit {}", quote_argument(unit.id)));
  } else if (unit.type == "forking") {
    finding.cause = "Type=forking waits until the first process ends, which it does not do";
    advise(finding, "if the program stays in the foreground, set Type=exec",
           fmt::format("sudo systemctl edit {}", quote_argument(unit.id)));
  } else {
    finding.cause = last_words(facts);
  }
  advise(finding, "if it is only slow, set TimeoutStartSec= higher",
         fmt::format("sudo systemctl edit {}", quote_argument(unit.id)));
  return finding;
}

Finding broke_protocol(const SystemdFacts& facts) {
  const auto& unit = facts.unit;
  auto finding = make("service.not-a-service-program", Severity::blocker,
                      fmt::format("it did not do what Type={} asks of it", unit.type));
  finding.cause = unit.type.starts_with("notify") ? "it ended before it had sent READY=1"
                                                  : last_words(facts).value_or("see its journal");
  advise(finding, "set the Type= that the program really has; Type=exec fits most",
         fmt::format("sudo systemctl edit {}", quote_argument(unit.id)));
  return finding;
}

Finding other_result(const SystemdFacts& facts) {
  const auto& unit = facts.unit;
  if (unit.result == "watchdog") {
    auto finding = make("service.crashed", Severity::blocker,
                        "it hung: systemd ended it when it no longer answered WatchdogSec=");
    advise_log(finding, unit);
    return finding;
  }
  if (unit.result == "oom-kill") {
    auto finding = make("service.crashed", Severity::blocker, "memory ran out and it was killed");
    advise(
        finding, "see its limit and what the machine has",
        fmt::format("systemctl show -p MemoryMax,MemoryPeak {}; free -h", quote_argument(unit.id)),
        Needs::user);
    return finding;
  }
  auto finding = make("service.configuration", Severity::blocker,
                      fmt::format("it could not be started: {}", unit.result));
  finding.cause = last_words(facts);
  advise_log(finding, unit);
  return finding;
}

bool limit_hit(const Unit& unit) {
  if (unit.result == "start-limit-hit") return true;
  return unit.active_state == "failed" && !unit.restart.empty() && unit.restart != "no" &&
         unit.start_limit_burst > 0 && unit.restarts >= unit.start_limit_burst;
}

}  // namespace

const Step* step_of(int status) {
  const auto found = std::find_if(steps.begin(), steps.end(),
                                  [&](const Step& step) { return step.status == status; });
  return found == steps.end() ? nullptr : &*found;
}

std::optional<std::string> last_words(const SystemdFacts& facts) {
  const auto& entries = facts.journal.entries;
  const auto prefix = facts.unit.id + ": ";
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    const std::string_view message = entry->message;
    if (!message.starts_with(prefix) || entry->message_id == message_unit_failed ||
        entry->message_id == message_process_exit || message.find(" task: ") != message.npos)
      continue;
    // "Failed at step CHDIR spawning ..." says less than the line before it.
    if (message.find("Failed at step ") != message.npos) continue;
    return std::string(message.substr(prefix.size()));
  }
  return std::nullopt;
}

Findings judge_failure(const SystemdFacts& facts, const Findings& files) {
  Findings findings;
  const auto& unit = facts.unit;
  const auto ending = ending_of(unit);
  const auto* step = ending.code == 1 ? step_of(ending.status) : nullptr;
  const bool missing_environment =
      unit.result == "resources" && explained(files, "service.environment");
  if (step != nullptr) {
    // What is wrong now says more than what went wrong then.
    if (!explained(files, step->code)) findings.push_back(failed_step(facts, *step));
  } else if (unit.result == "exit-code" || unit.result == "signal" || unit.result == "core-dump") {
    findings.push_back(ended(facts, ending));
  } else if (unit.result == "timeout") {
    findings.push_back(timed_out(facts));
  } else if (unit.result == "protocol") {
    findings.push_back(broke_protocol(facts));
  } else if (unit.result != "start-limit-hit" && unit.result != "exec-condition" &&
             unit.result != "success" && !missing_environment) {
    findings.push_back(other_result(facts));
  }
  if (limit_hit(unit)) {
    auto finding = make("service.start-limit-hit", Severity::blocker,
                        fmt::format("systemd gave up after {} starts in {}", unit.start_limit_burst,
                                    unit.start_limit_interval));
    advise(finding, "clear what makes it fail, then let systemd start it again",
           fmt::format("sudo systemctl reset-failed {0} && sudo systemctl start {0}",
                       quote_argument(unit.id)));
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace preflight::service
