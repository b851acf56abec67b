#include "cli/run/program.hpp"

#include <fmt/format.h>

#include "checks/base/shell_word.hpp"

namespace preflight::run {

namespace {

std::string error_in_words(const SystemError& error) {
  return fmt::format("{} ({})", text(error), symbol(error));
}

std::string message_of(const ProgramFacts& facts) {
  const auto& path = facts.path;
  switch (facts.trouble) {
    case Trouble::none:
    case Trouble::missing:
      return facts.searched ? fmt::format("there is no program {} in PATH", facts.name)
                            : fmt::format("there is no file {}", facts.name);
    case Trouble::folder:
      return fmt::format("{} is a folder, no program", path);
    case Trouble::not_executable:
      return fmt::format("{} is not executable", path);
    case Trouble::no_exec_mount:
      return fmt::format("{} lies on a file system that is mounted noexec", path);
    case Trouble::denied:
      return fmt::format("{} may not be run by this user: {}", path, error_in_words(facts.error));
    case Trouble::interpreter_missing:
      return fmt::format("{} asks for {}, which is not there", path, facts.interpreter);
    case Trouble::interpreter_denied:
      return fmt::format("{} asks for {}, which this user may not run", path, facts.interpreter);
    case Trouble::carriage_return:
      return fmt::format("the first line of {} ends in CR LF, as Windows writes it", path);
    case Trouble::wrong_machine:
      return fmt::format("{} is built for another machine: {}", path, facts.machine);
    case Trouble::no_program:
      return fmt::format("{} is no program; another one has to run it", path);
    case Trouble::refused:
      return fmt::format("{} could not be started: {}", path, error_in_words(facts.error));
  }
  return {};
}

std::optional<std::string> cause_of(const ProgramFacts& facts) {
  switch (facts.trouble) {
    case Trouble::missing:
      if (!facts.searched) return std::nullopt;
      return "a shell's aliases, functions and own PATH are unknown here";
    case Trouble::carriage_return:
      return fmt::format("the system looks for \"{}\\r\"", facts.interpreter);
    case Trouble::interpreter_missing:
      return facts.script ? "its #! line names it"
                          : "it is the loader that the file was linked for: another C library, or "
                            "another system";
    default:
      return std::nullopt;
  }
}

void add(Finding& finding, std::string text, std::optional<std::string> command = std::nullopt,
         Needs needs = Needs::user) {
  finding.remedies.push_back({std::move(text), std::move(command), needs});
}

void add_remedies(const ProgramFacts& facts, Finding& finding) {
  const auto word = [&](const std::string& path) { return shell_word(path, facts.windows); };
  switch (facts.trouble) {
    case Trouble::missing:
      for (const auto& name : facts.nearest) add(finding, fmt::format("did you mean {}?", name));
      if (facts.here) add(finding, fmt::format("it lies in this folder: write ./{}", facts.name));
      add(finding, facts.searched ? "give its whole path, or add its folder to PATH"
                                  : "see the path; a relative one begins in the folder where "
                                    "preflight is started");
      break;
    case Trouble::not_executable:
      add(finding, "make it executable", "chmod +x " + word(facts.path));
      if (!facts.interpreter.empty())
        add(finding, fmt::format("or name its interpreter: {} {}", facts.interpreter, facts.path));
      break;
    case Trouble::no_exec_mount:
      add(finding, "see how it is mounted", "findmnt -T " + word(facts.path));
      break;
    case Trouble::denied:
      add(finding, "see the rights",
          facts.windows ? "icacls " + word(facts.path) : "namei -l " + word(facts.path));
      break;
    case Trouble::interpreter_missing:
      if (!facts.script) add(finding, "see what it loads", "preflight imports " + word(facts.path));
      add(finding,
          fmt::format("install {}, or name another one in the command", facts.interpreter));
      break;
    case Trouble::carriage_return:
      add(finding, "save it with LF alone", "sed -i 's/\\r$//' " + word(facts.path));
      break;
    case Trouble::no_program:
      add(finding, "name the program that runs it, e.g. python, node or powershell, before it");
      break;
    case Trouble::wrong_machine:
    case Trouble::refused:
      add(finding, "see what it is",
          facts.windows ? "preflight imports " + word(facts.path) : "file " + word(facts.path));
      break;
    default:
      add(finding, "name a program");
  }
}

bool is_not_found(const ProgramFacts& facts) { return facts.trouble == Trouble::missing; }

}  // namespace

std::optional<Finding> judge_program(const ProgramFacts& facts) {
  if (facts.trouble == Trouble::none) return std::nullopt;
  Finding finding;
  finding.code = is_not_found(facts) ? "run.not-found" : "run.not-runnable";
  finding.severity = Severity::blocker;
  finding.message = message_of(facts);
  finding.cause = cause_of(facts);
  add_remedies(facts, finding);
  finding.evidence = {{"command", facts.name}};
  if (!facts.path.empty()) finding.evidence["program"] = facts.path;
  if (facts.error.code != 0) finding.evidence["error"] = symbol(facts.error);
  if (facts.searched) finding.evidence["searched"] = facts.folders;
  return finding;
}

int shell_code(const ProgramFacts& facts) {
  constexpr int not_found = 127, not_runnable = 126;
  return is_not_found(facts) || facts.trouble == Trouble::interpreter_missing ? not_found
                                                                              : not_runnable;
}

}  // namespace preflight::run
