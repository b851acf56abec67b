#include "checks/task/task.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"
#include "checks/looking.hpp"

namespace preflight::task {

namespace {

constexpr std::array<FindingCode, 19> codes{{
    {"task.missing", "there is no such task, or no such file"},
    {"task.malformed", "its XML cannot be read, or the Task Scheduler would refuse it"},
    {"task.boot-needs-login", "it is to start at boot, but runs only while its user is logged on"},
    {"task.time-limit", "it is ended after some time, by default 72 hours"},
    {"task.battery", "it does not start, or is ended, on batteries"},
    {"task.working-directory", "its working directory is quoted, or is System32"},
    {"task.program-missing", "its program does not exist"},
    {"task.program-unseen", "whether its program exists cannot be told on this machine"},
    {"task.no-action", "it has nothing to run"},
    {"task.disabled", "it, or all of its triggers, are disabled or over"},
    {"task.instances", "a run that hangs keeps later ones from starting"},
    {"task.restart", "it is not started again after a failure as it seems to be"},
    {"task.missed-start", "a start that was missed is not made up for"},
    {"task.conditions", "it starts only on a condition: network, idle"},
    {"task.account", "what its account may not do: network, administrator's rights"},
    {"task.priority", "it runs with a priority below normal"},
    {"task.hidden", "the list of tasks does not show it"},
    {"task.on-demand", "nobody may start it by hand"},
    {"task.last-run", "its last run failed, or it never ran"},
}};
constexpr std::array<std::string_view, 2> systems{"linux", "windows"};

bool ends_in_xml(std::string_view text) {
  constexpr std::string_view ending = ".xml";
  return text.size() > ending.size() && same_text(text.substr(text.size() - ending.size()), ending);
}

Prepared prepare(const Request& request) {
  auto parsed = parse(request);
  if (auto* error = std::get_if<UsageError>(&parsed)) return std::move(*error);
  const auto query = std::get<Query>(std::move(parsed));
  return Job{"task", query.target, looking(query, request)};
}

}  // namespace

std::variant<Query, UsageError> parse(const Request& request) {
  const auto& target = request.target;
  if (target.empty()) return UsageError{"--task: NAME is empty"};
  if (target.find('\0') != std::string::npos)
    return UsageError{"--task: NAME has a zero byte in it"};
  return Query{target, ends_in_xml(target)};
}

std::string summary_of(const Findings& findings) {
  for (const auto severity : {Severity::blocker, Severity::error, Severity::warning})
    for (const auto& finding : findings)
      if (finding.severity == severity) return finding.message;
  const bool unseen = std::any_of(findings.begin(), findings.end(), [](const Finding& finding) {
    return finding.code == "task.program-unseen";
  });
  return unseen ? "nothing found in its XML that would keep it from running; its program was not "
                  "looked for"
                : "nothing found that would keep it from running";
}

std::string unquoted(const std::string& command) {
  if (command.size() < 2 || command.front() != '"' || command.back() != '"') return command;
  return command.substr(1, command.size() - 2);
}

Value to_json(const Facts& facts) {
  Value object{{"file", facts.file}};
  if (!facts.decoded.task) return object;
  const auto& task = *facts.decoded.task;
  Value triggers = Value::array(), actions = Value::array();
  for (const auto& trigger : task.triggers)
    triggers.push_back({{"kind", trigger.kind}, {"enabled", trigger.enabled}});
  for (const auto& action : task.actions) {
    Value one{{"kind", action.kind}, {"program", action.command}, {"arguments", action.arguments}};
    if (action.working_directory) one["working_directory"] = *action.working_directory;
    actions.push_back(std::move(one));
  }
  object["enabled"] = task.settings.enabled;
  object["triggers"] = std::move(triggers);
  object["actions"] = std::move(actions);
  object["account"] =
      task.principal.user_id.empty() ? task.principal.group_id : task.principal.user_id;
  object["logon_type"] = task.principal.logon_type;
  object["execution_time_limit"] = task.settings.execution_time_limit;
  object["multiple_instances"] = task.settings.multiple_instances;
  if (facts.last_run) object["last_result"] = fmt::format("0x{:X}", facts.last_run->last_result);
  return object;
}

Outcome judged(const Query& query, const Facts& facts) {
  if (!facts.unsupported.empty()) return {facts.unsupported, {}, {}, true};
  auto findings = judge(query, facts);
  auto summary = summary_of(findings);
  return {std::move(summary), std::move(findings), to_json(facts), false};
}

Check check() {
  return {"task",
          "what would keep this scheduled task of Windows from running?",
          {"--task", "", "NAME|FILE.xml", "a task by name (on Windows), or its XML", "", false,
           ends_in_xml},
          "diagnose-task",
          {},
          codes,
          systems,
          prepare,
          {},
          replay};
}

}  // namespace preflight::task
