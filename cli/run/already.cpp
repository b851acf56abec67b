#include "cli/run/already.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/run/run.hpp"

namespace preflight::run {

namespace {

char folded(char letter) {
  if (letter == '/') return '\\';
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool same_path(std::string_view one, std::string_view other, bool windows) {
  while (one.size() > 1 && (one.back() == '/' || one.back() == '\\')) one.remove_suffix(1);
  while (other.size() > 1 && (other.back() == '/' || other.back() == '\\')) other.remove_suffix(1);
  if (!windows) return one == other;
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](char a, char b) { return folded(a) == folded(b); });
}

std::string_view base_name(std::string_view path) {
  const auto slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

// "/usr/bin/python3 ./server.py --debug": interpreter and its options first.
bool ends_with_script(const Wanted& wanted, const Running& process) {
  const auto& asked = wanted.process.arguments;
  const auto& there = process.arguments;
  if (there.size() < asked.size() + 1) return false;
  const auto script = there.end() - static_cast<std::ptrdiff_t>(asked.size());
  return same_path(base_name(*script), base_name(wanted.process.program), wanted.windows) &&
         std::equal(asked.begin() + 1, asked.end(), script + 1);
}

bool is_earlier_copy(const Process& process, const Wanted& command) {
  const auto is = [&](std::uint32_t pid) {
    const auto found = running(pid);
    return found && same_start(command, *found);
  };
  if (is(process.pid)) return true;
  // A word alone may be anybody's shell.
  return command.process.arguments.size() > 1 &&
         std::any_of(process.parents.begin(), process.parents.end(),
                     [&](const ParentProcess& parent) { return is(parent.pid); });
}

void tell(Finding& finding, const Process& process, const std::string& command) {
  finding.code = "port.already-running";
  finding.message = fmt::format("{} is up already, as process {}", command, process.pid);
  finding.cause = "it is the same program with the same arguments in the same folder";
  finding.remedies.insert(finding.remedies.begin(),
                          {"nothing is broken: leave it as it is, or stop that one first",
                           std::nullopt, Needs::nothing});
}

}  // namespace

bool same_start(const Wanted& wanted, const Running& process) {
  if (process.folder.empty() || process.arguments.empty() ||
      !same_path(wanted.process.folder, process.folder, wanted.windows))
    return false;
  if (wanted.script) return ends_with_script(wanted, process);
  const auto& asked = wanted.process.arguments;
  const auto& there = process.arguments;
  return same_path(wanted.process.program, process.program, wanted.windows) &&
         std::equal(asked.begin() + 1, asked.end(), there.begin() + 1, there.end());
}

void tell_already_running(std::vector<Looked>& looked, const std::vector<std::string>& command,
                          const ProgramFacts& program) {
  std::optional<Wanted> asked;
  for (auto& one : looked) {
    for (auto& finding : one.findings) {
      if (finding.code != "port.in-use") continue;
      if (!asked) asked = wanted(command, program);
      const auto copy =
          std::find_if(finding.processes.begin(), finding.processes.end(),
                       [&](const Process& process) { return is_earlier_copy(process, *asked); });
      if (copy == finding.processes.end()) continue;
      tell(finding, *copy, in_words(command));
      one.summary = finding.message;
    }
  }
}

}  // namespace preflight::run
