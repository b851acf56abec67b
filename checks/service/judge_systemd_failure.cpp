#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/codes/codes.hpp"
#include "checks/service/judge_systemd.hpp"
#include "checks/service/libraries.hpp"

namespace preflight::service {

namespace {

constexpr std::array<Step, 38> steps{{
    {200, "WorkingDirectory=", "service.working-directory"},
    {201, "Nice=", "service.configuration"},
    {202, "", "service.configuration"},
    {203, "ExecStart=", "service.program-not-runnable"},
    {204, "", "service.configuration"},
    {205, "Limit...=", "service.configuration"},
    {206, "OOMScoreAdjust=", "service.configuration"},
    {207, "", "service.configuration"},
    {208, "StandardInput=", "service.configuration"},
    {209, "StandardOutput=", "service.configuration"},
    {210, "RootDirectory=, RootImage=", "service.configuration"},
    {211, "IOSchedulingClass=", "service.configuration"},
    {212, "TimerSlackNSec=", "service.configuration"},
    {213, "SecureBits=", "service.configuration"},
    {214, "CPUSchedulingPolicy=", "service.configuration"},
    {215, "CPUAffinity=", "service.configuration"},
    {216, "Group=, SupplementaryGroups=", "service.logon-failed"},
    {217, "User=, DynamicUser=, PrivateUsers=", "service.logon-failed"},
    {218, "CapabilityBoundingSet=, AmbientCapabilities=", "service.configuration"},
    {219, "", "service.configuration"},
    {220, "", "service.configuration"},
    {222, "StandardError=", "service.configuration"},
    {224, "PAMName=", "service.logon-failed"},
    {225, "PrivateNetwork=, NetworkNamespacePath=", "service.configuration"},
    {226, "ReadWritePaths=, BindPaths=, ProtectSystem=, PrivateTmp=, ...", "service.configuration"},
    {227, "NoNewPrivileges=", "service.configuration"},
    {228, "SystemCallFilter=", "service.configuration"},
    {229, "SELinuxContext=", "service.configuration"},
    {230, "Personality=", "service.configuration"},
    {231, "AppArmorProfile=", "service.configuration"},
    {232, "RestrictAddressFamilies=", "service.configuration"},
    {233, "RuntimeDirectory=", "service.configuration"},
    {238, "StateDirectory=", "service.configuration"},
    {239, "CacheDirectory=", "service.configuration"},
    {240, "LogsDirectory=", "service.configuration"},
    {241, "ConfigurationDirectory=", "service.configuration"},
    {242, "NUMAPolicy=", "service.configuration"},
    {243, "LoadCredential=, SetCredential=", "service.environment"},
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
  advise_on_unit(finding, "read what it said",
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

// The loader of Linux ends a program with 127, or with 1 where a version of a library is missing
// (glibc, elf/dl-error.c and elf/dl-version.c); what it lacks was found.
bool ended_by_loader(const Ending& ending, const Findings& files) {
  return ending.code == 1 && (ending.status == 127 || ending.status == 1) &&
         std::any_of(files.begin(), files.end(), [](const Finding& finding) {
           return finding.severity == Severity::blocker && tells_of_libraries(finding);
         });
}

// "CHDIR", as systemd writes it: its EXIT_CHDIR without the prefix.
std::string name_of_step(int status) {
  constexpr std::string_view prefix = "EXIT_";
  const auto symbol = codes::symbol_of(codes::Family::systemd, status);
  return symbol.starts_with(prefix) ? symbol.substr(prefix.size()) : symbol;
}

// Before the program ran: systemd's own child gave up.
Finding failed_step(const SystemdFacts& facts, const Step& step) {
  const auto* meaning = codes::find(codes::Family::systemd, step.status);
  const auto name = name_of_step(step.status);
  auto finding =
      make_finding(step.code, Severity::blocker,
                   fmt::format("the start failed before the program ran, at the step {} ({})", name,
                               step.status));
  finding.cause = last_words(facts);
  if (!finding.cause && meaning != nullptr) finding.cause = std::string(meaning->says);
  if (!step.setting.empty())
    advise_on_unit(finding, fmt::format("correct what these settings ask for: {}", step.setting),
                   fmt::format("sudo systemctl edit --full {}", quote_argument(facts.unit.id)));
  advise_log(finding, facts.unit);
  advise_on_unit(finding, "if that is done already, start it again",
                 fmt::format("sudo systemctl restart {}", quote_argument(facts.unit.id)));
  finding.evidence = {{"exit_status", step.status}, {"step", name}};
  return finding;
}

Finding ended(const SystemdFacts& facts, const Ending& ending) {
  const bool by_signal = ending.code == 2 || ending.code == 3;
  auto finding =
      by_signal
          ? make_finding("service.crashed", Severity::blocker,
                         fmt::format("{} was ended by signal {}{}", ending.what, ending.status,
                                     ending.code == 3 ? " and left a core dump" : ""))
          : make_finding("service.exited", Severity::blocker,
                         fmt::format("{} ended with exit code {}", ending.what, ending.status));
  // A shell tells signal n as exit code 128 + n; the table knows it so.
  const auto* meaning =
      codes::find(codes::Family::exit_status, std::int64_t{by_signal ? 128 : 0} + ending.status);
  finding.cause = said_by_program(facts);
  // Its own words are better than any meaning of a number.
  if (!finding.cause && meaning != nullptr) finding.cause = std::string(meaning->says);
  if (ending.code == 3)
    advise_on_unit(finding, "see where it crashed",
                   fmt::format("coredumpctl info {}", quote_argument(facts.unit.id)));
  advise_log(finding, facts.unit);
  finding.evidence = {{by_signal ? "signal" : "exit_status", ending.status}};
  return finding;
}

Finding timed_out(const SystemdFacts& facts) {
  const auto& unit = facts.unit;
  auto finding =
      make_finding("service.start-timeout", Severity::blocker,
                   fmt::format("it was not up within {}, and systemd ended it",
                               unit.start_timeout.empty() ? "its time" : unit.start_timeout));
  if (unit.type.starts_with("notify")) {
    finding.cause = fmt::format(
        "Type={} waits for READY=1, which the program must send with sd_notify; from another "
        "process than the main one it counts with NotifyAccess=all only (now: {})",
        unit.type, unit.notify_access);
    advise_on_unit(finding, "if the program does not know sd_notify, set Type=exec",
                   fmt::format("sudo systemctl edit {}", quote_argument(unit.id)));
  } else if (unit.type == "forking") {
    finding.cause = "Type=forking waits until the first process ends, which it does not do";
    advise_on_unit(finding, "if the program stays in the foreground, set Type=exec",
                   fmt::format("sudo systemctl edit {}", quote_argument(unit.id)));
  } else {
    finding.cause = last_words(facts);
  }
  advise_on_unit(finding, "if it is only slow, set TimeoutStartSec= higher",
                 fmt::format("sudo systemctl edit {}", quote_argument(unit.id)));
  return finding;
}

Finding broke_protocol(const SystemdFacts& facts) {
  const auto& unit = facts.unit;
  auto finding = make_finding("service.not-a-service-program", Severity::blocker,
                              fmt::format("it did not do what Type={} asks of it", unit.type));
  finding.cause = unit.type.starts_with("notify") ? "it ended before it had sent READY=1"
                                                  : last_words(facts).value_or("see its journal");
  advise_on_unit(finding, "set the Type= that the program really has; Type=exec fits most",
                 fmt::format("sudo systemctl edit {}", quote_argument(unit.id)));
  return finding;
}

Finding other_result(const SystemdFacts& facts) {
  const auto& unit = facts.unit;
  if (unit.result == "watchdog") {
    auto finding =
        make_finding("service.crashed", Severity::blocker,
                     "it hung: systemd ended it when it no longer answered WatchdogSec=");
    advise_log(finding, unit);
    return finding;
  }
  if (unit.result == "oom-kill") {
    auto finding =
        make_finding("service.crashed", Severity::blocker, "memory ran out and it was killed");
    advise_on_unit(
        finding, "see its limit and what the machine has",
        fmt::format("systemctl show -p MemoryMax,MemoryPeak {}; free -h", quote_argument(unit.id)),
        Needs::user);
    return finding;
  }
  auto finding = make_finding("service.configuration", Severity::blocker,
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
  } else if (unit.result == "exit-code" && ended_by_loader(ending, files)) {
    // Told by what is missing.
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
    auto finding = make_finding("service.start-limit-hit", Severity::blocker,
                                fmt::format("systemd gave up after {} starts in {}",
                                            unit.start_limit_burst, unit.start_limit_interval));
    advise_on_unit(finding, "clear what makes it fail, then let systemd start it again",
                   fmt::format("sudo systemctl reset-failed {0} && sudo systemctl start {0}",
                               quote_argument(unit.id)));
    findings.push_back(std::move(finding));
  }
  return findings;
}

}  // namespace preflight::service
