#include <fmt/format.h>

#include <algorithm>

#include "checks/service/judge_systemd.hpp"
#include "checks/service/libraries.hpp"

namespace preflight::service {

namespace {

std::string account_of(const Unit& unit) { return unit.user.empty() ? "root" : unit.user; }

std::string_view setting_of(Stage stage) {
  constexpr std::string_view names[] = {"ExecCondition", "ExecStartPre", "ExecStart"};
  return names[static_cast<std::size_t>(stage)];
}

Finding cannot_look(const PathLook& look) {
  return make_finding("check.denied", Severity::error,
                      fmt::format("{} cannot be looked at: {} ({})", look.path, text(look.status),
                                  symbol(look.status)));
}

std::string edit(const Unit& unit) {
  return fmt::format("sudo systemctl edit --full {}", quote_argument(unit.id));
}

Finding missing_program(const Unit& unit, const ProgramLook& look) {
  const auto& command = unit.commands[look.command];
  auto finding = make_finding(
      "service.program-missing", Severity::blocker,
      fmt::format("{} of {} does not exist", look.file.path, setting_of(command.stage)));
  finding.cause = command.path.starts_with('/')
                      ? "the program was moved or removed, or is not installed yet"
                      : "no folder in which systemd looks for programs has it";
  advise_on_unit(finding, "install it, or correct the path in the unit", edit(unit));
  return finding;
}

std::optional<Finding> judge_interpreter(const ProgramLook& look) {
  const auto& path = look.file.path;
  if (look.carriage_return) {
    auto finding =
        make_finding("service.program-not-runnable", Severity::blocker,
                     fmt::format("the first line of {} ends as on Windows (CR LF)", path));
    finding.cause = fmt::format("the kernel looks for an interpreter called \"{}\\r\"",
                                look.interpreter ? look.interpreter->path : "");
    advise_on_unit(finding, "give it the line ends of Linux",
                   fmt::format("sudo sed -i 's/\\r$//' {}", quote_argument(path)));
    return finding;
  }
  if (look.unknown_format) {
    auto finding =
        make_finding("service.program-not-runnable", Severity::blocker,
                     fmt::format("{} is no program: no ELF file and no \"#!\" line", path));
    finding.cause = "a shell would run it as a script, but systemd asks the kernel";
    advise_on_unit(finding,
                   "begin it with a line such as #!/bin/sh, or name its interpreter in ExecStart",
                   "", Needs::user);
    return finding;
  }
  if (!look.interpreter || look.interpreter->status.code == 0) return std::nullopt;
  if (!look.interpreter->missing) return cannot_look(*look.interpreter);
  auto finding =
      make_finding("service.program-not-runnable", Severity::blocker,
                   fmt::format("{} needs {}, which does not exist", path, look.interpreter->path));
  finding.cause = "the system says \"No such file or directory\" of the program itself";
  advise_on_unit(finding, "install that interpreter, or make the program anew for this system", "",
                 Needs::user);
  return finding;
}

std::optional<Finding> judge_program(const SystemdFacts& facts, const ProgramLook& look) {
  const auto& path = look.file.path;
  if (look.file.status.code != 0)
    return look.file.missing ? missing_program(facts.unit, look) : cannot_look(look.file);
  const auto not_runnable = [&](std::string what) {
    return make_finding("service.program-not-runnable", Severity::blocker, std::move(what));
  };
  if (look.file.directory) return not_runnable(fmt::format("{} is a folder, no program", path));
  if (!look.executable) {
    auto finding = not_runnable(fmt::format("{} is not executable", path));
    advise_on_unit(finding, "set the execute bit",
                   fmt::format("sudo chmod +x {}", quote_argument(path)));
    return finding;
  }
  if (look.noexec) {
    auto finding =
        not_runnable(fmt::format("{} is on a file system from which nothing may run", path));
    finding.cause = "it is mounted with the option noexec";
    advise_on_unit(finding, "move the program, or mount it with exec",
                   fmt::format("findmnt -T {}", quote_argument(path)), Needs::user);
    return finding;
  }
  if (look.file.allowed == false) {
    auto finding = make_finding("service.access-denied", Severity::blocker,
                                fmt::format("{} may not run {}", account_of(facts.unit), path));
    advise_on_unit(finding, "see the rights of every folder on the way",
                   fmt::format("namei -l {}", quote_argument(path)), Needs::user);
    return finding;
  }
  return judge_interpreter(look);
}

// A file that sets LD_LIBRARY_PATH, and may not be read here, can make all of it wrong.
Findings judge_libraries(const SystemdFacts& facts, const ProgramLook& look) {
  Findings findings;
  if (!look.libraries) return findings;
  for (auto& finding :
       library_findings(look.file.path, *look.libraries, "service.program-not-runnable")) {
    // That the loader itself is missing was said of the program.
    if (tells_of_libraries(finding) && finding.evidence["imports"] == "imports.interpreter-missing")
      continue;
    if (finding.severity == Severity::blocker && !facts.environment_unseen.empty()) {
      finding.severity = Severity::error;
      finding.cause = fmt::format("unless {}, which may not be read here, sets LD_LIBRARY_PATH",
                                  facts.environment_unseen);
    }
    findings.push_back(std::move(finding));
  }
  return findings;
}

std::optional<Finding> judge_folder(const Unit& unit, const PathLook& folder) {
  const auto blocked = [&](std::string what) {
    return make_finding("service.working-directory", Severity::blocker, std::move(what));
  };
  if (folder.status.code != 0 && !folder.missing) return cannot_look(folder);
  if (folder.status.code != 0) {
    if (unit.may_miss_directory) return std::nullopt;
    auto finding = blocked(fmt::format("its WorkingDirectory {} does not exist", folder.path));
    advise_on_unit(finding, "make the folder, or correct the setting",
                   fmt::format("sudo mkdir -p {}", quote_argument(folder.path)));
    return finding;
  }
  if (!folder.directory)
    return blocked(fmt::format("its WorkingDirectory {} is no folder", folder.path));
  if (folder.allowed != false) return std::nullopt;
  auto finding = blocked(
      fmt::format("{} may not enter its WorkingDirectory {}", account_of(unit), folder.path));
  advise_on_unit(finding, "see the rights of every folder on the way",
                 fmt::format("namei -l {}", quote_argument(folder.path)), Needs::user);
  return finding;
}

void judge_environment(const SystemdFacts& facts, Findings& findings) {
  for (const auto& file : facts.environment_files) {
    if (file.status.code == 0) continue;
    if (!file.missing) {
      findings.push_back(cannot_look(file));
      continue;
    }
    auto finding = make_finding("service.environment", Severity::blocker,
                                fmt::format("its EnvironmentFile {} does not exist", file.path));
    advise_on_unit(finding, "make the file; or write \"-\" before its path if it may be missing",
                   edit(facts.unit));
    findings.push_back(std::move(finding));
  }
}

void judge_account(const Unit& unit, Known known, std::string_view kind, const std::string& name,
                   Findings& findings) {
  if (known != Known::no) return;
  const bool is_user = kind == "User";
  auto finding = make_finding("service.logon-failed", Severity::blocker,
                              fmt::format("there is no {} {}, which {}= of the unit names",
                                          is_user ? "user" : "group", name, kind));
  advise_on_unit(
      finding,
      is_user ? "make the user, or correct the unit" : "make the group, or correct the unit",
      fmt::format("sudo {} --system {}", is_user ? "useradd" : "groupadd", quote_argument(name)));
  advise_on_unit(finding, "or correct it", edit(unit));
  findings.push_back(std::move(finding));
}

}  // namespace

Findings judge_files(const SystemdFacts& facts) {
  Findings findings;
  judge_account(facts.unit, facts.user, "User", facts.unit.user, findings);
  judge_account(facts.unit, facts.group, "Group", facts.unit.group, findings);
  if (facts.folder)
    if (auto finding = judge_folder(facts.unit, *facts.folder)) findings.push_back(*finding);
  judge_environment(facts, findings);
  for (const auto& look : facts.programs) {
    Findings found;
    if (auto finding = judge_program(facts, look)) found.push_back(std::move(*finding));
    if (found.empty()) found = judge_libraries(facts, look);
    for (auto& finding : found) {
      // "-" before the path: the start goes on without it.
      if (facts.unit.commands[look.command].may_fail && finding.severity == Severity::blocker)
        finding.severity = Severity::warning;
      const bool told = std::any_of(findings.begin(), findings.end(), [&](const Finding& other) {
        return other.message == finding.message;
      });
      if (!told) findings.push_back(std::move(finding));
    }
  }
  return findings;
}

}  // namespace preflight::service
