#include "checks/task/judge.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "checks/base/near_names.hpp"
#include "checks/codes/codes.hpp"

namespace preflight::task {

namespace {

Finding cannot_read(const Query& query, const Facts& facts) {
  if (!facts.missing)
    return make("check.denied", Severity::error,
                fmt::format("{} cannot be read: {} ({})", facts.file, text(facts.unread),
                            symbol(facts.unread)));
  auto finding = make("task.missing", Severity::blocker,
                      query.file ? fmt::format("there is no file {}", query.target)
                                 : fmt::format("there is no task {}", query.target));
  if (query.file) return finding;
  // The folder is part of the name, and is what is forgotten first.
  std::vector<KnownName> known;
  for (const auto& name : facts.known) known.push_back({name, name.substr(name.rfind('\\') + 1)});
  const auto near = near_names(query.target, known);
  for (const auto& one : near)
    advise(finding, fmt::format("did you mean {}?", one.name),
           fmt::format("preflight diagnose-task \"{}\"", one.name), Needs::nothing);
  if (!facts.known_unseen.empty())
    finding.cause = fmt::format("not all tasks can be seen: {}", facts.known_unseen);
  if (near.empty())
    advise(finding, "see the names of all tasks, with their folders", "schtasks /query /fo list",
           Needs::user);
  return finding;
}

// "C:\Python\python.exe server.py": the words behind the program belong into <Arguments>.
bool holds_arguments(const std::string& command) {
  const auto at = command.find(".exe ");
  return command.find('"') == std::string::npos && at != std::string::npos;
}

void judge_program(const Action& action, const ProgramLook& look, Findings& findings) {
  if (look.looked && look.status.code == 0) return;
  // Of a file on another system the XML is what was asked about: that it is sound can be told, and
  // what cannot is said here and in the line of the check.
  if (!look.looked) {
    findings.push_back(
        make("task.program-unseen", Severity::info,
             fmt::format("whether {} exists can be told only on its own machine", action.command)));
    return;
  }
  auto finding =
      make("task.program-missing", Severity::blocker,
           fmt::format("its program {} cannot be found: {}", look.path, text(look.status)));
  if (holds_arguments(action.command)) {
    finding.cause = "Command holds the program and its arguments";
    advise(finding, "leave the program in <Command>, and write the rest into <Arguments>");
  } else {
    advise(finding, "correct the path in <Command>; drives of a user's session are not there");
  }
  finding.evidence = {{"command", action.command}, {"error", symbol(look.status)}};
  findings.push_back(std::move(finding));
}

void judge_folder(const Action& action, Findings& findings) {
  const auto folder = action.working_directory.value_or("");
  if (folder.find('"') != std::string::npos) {
    auto finding = make("task.working-directory", Severity::blocker,
                        fmt::format("its working directory has quotes in it: {}", folder),
                        "the quotes are taken for a part of the name: error 0x8007010B");
    advise(finding, fmt::format("write it without quotes: <WorkingDirectory>{}</WorkingDirectory>",
                                unquoted(folder)));
    findings.push_back(std::move(finding));
  } else if (folder.empty()) {
    auto finding = make("task.working-directory", Severity::warning,
                        "it has no working directory, so it runs in System32",
                        "relative paths in its arguments, settings and code begin there");
    advise(finding,
           "name the folder: <WorkingDirectory>C:\\path\\of\\the\\program</WorkingDirectory>");
    findings.push_back(std::move(finding));
  }
}

void judge_actions(const Facts& facts, const Task& task, Findings& findings) {
  if (task.actions.empty())
    findings.push_back(
        make("task.no-action", Severity::blocker, "it has no action: nothing to run"));
  for (std::size_t i = 0; i < task.actions.size(); ++i) {
    const auto& action = task.actions[i];
    if (action.kind != "Exec") continue;
    if (action.command.empty()) {
      findings.push_back(make("task.no-action", Severity::blocker, "its action has no Command"));
      continue;
    }
    if (i < facts.programs.size()) judge_program(action, facts.programs[i], findings);
    judge_folder(action, findings);
  }
}

// A last result is a code of the scheduler (HRESULT), how its program died (NTSTATUS), or what it
// ended with; the table of codes says what it means.
std::string words_for(std::uint32_t result) {
  constexpr std::uint32_t first_code = 0x40000;
  const auto* code = codes::find(codes::Family::win32, result);
  if (code == nullptr) code = codes::find(codes::Family::ntstatus, result);
  if (result < first_code) code = codes::find(codes::Family::exit_status, result);
  return code == nullptr || code->says.empty() ? "" : fmt::format(": {}", code->says);
}

// winerror.h and taskschd.h: SCHED_S_TASK_READY .. and S_OK.
void judge_last_run(const Facts& facts, Findings& findings) {
  constexpr std::uint32_t ready = 0x41300, running = 0x41301, never = 0x41303, queued = 0x41325;
  if (!facts.last_run) return;
  const auto result = facts.last_run->last_result;
  if (result == 0 || result == ready || result == running || result == queued) return;
  auto finding =
      result == never || facts.last_run->last_run == 0
          ? make("task.last-run", Severity::info, "it has never run")
          : make("task.last-run", Severity::warning,
                 fmt::format("its last run ended with 0x{:X}{}", result, words_for(result)));
  advise(finding, "see what the number means", fmt::format("preflight explain 0x{:X}", result),
         Needs::nothing);
  finding.evidence = {{"last_result", result}};
  findings.push_back(std::move(finding));
}

}  // namespace

Finding make(std::string_view code, Severity severity, std::string message,
             std::optional<std::string> cause) {
  Finding finding;
  finding.code = code;
  finding.severity = severity;
  finding.message = std::move(message);
  finding.cause = std::move(cause);
  return finding;
}

void advise(Finding& finding, std::string text, std::optional<std::string> command, Needs needs) {
  finding.remedies.push_back({std::move(text), std::move(command), needs});
}

Findings judge(const Query& query, const Facts& facts) {
  if (facts.unread.code != 0) return {cannot_read(query, facts)};
  if (!facts.decoded.task) {
    auto finding = make("task.malformed", Severity::blocker,
                        fmt::format("it is no task: {}", facts.decoded.error));
    advise(finding, "write it anew from a task that works", "schtasks /query /xml /tn NAME",
           Needs::user);
    return {finding};
  }
  const auto& task = *facts.decoded.task;
  Findings findings;
  if (task.wrong_encoding && query.file) {
    auto finding = make("task.malformed", Severity::blocker,
                        "its first line says UTF-16, but the file is UTF-8",
                        "the Task Scheduler does not import such a file");
    advise(finding, "save it as UTF-16, or write encoding=\"UTF-8\" into its first line",
           std::nullopt, Needs::user);
    findings.push_back(std::move(finding));
  }
  judge_actions(facts, task, findings);
  for (auto& finding : judge_schedule(query, facts, task)) findings.push_back(std::move(finding));
  judge_last_run(facts, findings);
  for (const auto& gap : facts.gaps)
    findings.push_back(
        make("check.denied", Severity::info, fmt::format("{} {}", gap.what, gap.reason)));
  return findings;
}

}  // namespace preflight::task
