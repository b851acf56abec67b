// The judge of tasks by tables of facts. No Windows is needed: what it sees is in the facts.
#include "checks/task/judge.hpp"

#include <functional>

#include "checks/codes/codes.hpp"
#include "tests/support/catch.hpp"

namespace preflight::task {

namespace {

// A task with none of the pitfalls.
Facts sound() {
  Task task;
  task.triggers.push_back({"BootTrigger", true, std::nullopt, false});
  task.actions.push_back({"Exec", "C:\\app\\server.exe", "--port 8000", "C:\\app"});
  task.principal = {"S-1-5-18", "", "", "HighestAvailable"};
  task.settings.disallow_start_on_batteries = task.settings.stop_on_batteries = false;
  task.settings.execution_time_limit = "PT0S";
  task.settings.multiple_instances = "StopExisting";
  task.settings.priority = 6;
  task.settings.restart_interval = "PT1M";
  task.settings.restart_count = "3";
  Facts facts;
  facts.file = "task.xml";
  facts.decoded.task = std::move(task);
  facts.programs.push_back({"C:\\app\\server.exe", {}, true});
  facts.now = std::chrono::sys_days(std::chrono::year(2026) / 1 / 1);
  return facts;
}

std::string told(const Facts& facts, bool file = true) {
  constexpr std::string_view words[] = {"info", "warning", "error", "blocker"};
  std::string text;
  for (const auto& finding : judge({"task.xml", file}, facts)) {
    if (!text.empty()) text += ' ';
    text += finding.code.substr(5) + "/";
    text += words[static_cast<std::size_t>(finding.severity)];
  }
  return text;
}

}  // namespace

TEST_CASE("a sound task") { CHECK(told(sound()).empty()); }

TEST_CASE("the pitfalls of the Task Scheduler") {
  using Change = std::function<void(Facts&, Task&)>;
  const auto user = [](Facts&, Task& task) {
    task.principal.user_id = "PC\\me";
    task.principal.logon_type = "InteractiveToken";
  };
  const std::pair<const char*, Change> rows[] = {
      {"boot-needs-login/blocker", user},
      {"boot-needs-login/blocker",
       [](Facts&, Task& task) { task.principal = {"", "Users", "", "HighestAvailable"}; }},
      {"", [](Facts&, Task& task) { task.principal.logon_type = "InteractiveToken"; }},
      {"account/warning",
       [](Facts&, Task& task) { task.principal = {"PC\\me", "", "S4U", "HighestAvailable"}; }},
      {"account/info", [](Facts&, Task& task) { task.principal = {"PC\\me", "", "Password", ""}; }},
      {"time-limit/warning",
       [](Facts&, Task& task) { task.settings.execution_time_limit = "PT72H"; }},
      {"time-limit/warning", [](Facts&, Task& task) { task.settings.execution_time_limit = "?"; }},
      {"battery/warning", [](Facts&, Task& task) { task.settings.stop_on_batteries = true; }},
      {"battery/warning",
       [](Facts&, Task& task) { task.settings.disallow_start_on_batteries = true; }},
      {"working-directory/blocker",
       [](Facts&, Task& task) { task.actions[0].working_directory = "\"C:\\app\""; }},
      {"working-directory/warning",
       [](Facts&, Task& task) { task.actions[0].working_directory.reset(); }},
      {"program-missing/blocker", [](Facts& facts, Task&) { facts.programs[0].status = {2}; }},
      {"program-unseen/info", [](Facts& facts, Task&) { facts.programs[0].looked = false; }},
      {"no-action/blocker", [](Facts&, Task& task) { task.actions.clear(); }},
      {"no-action/blocker", [](Facts&, Task& task) { task.actions[0].command.clear(); }},
      {"", [](Facts&, Task& task) { task.actions[0] = {"ComHandler", "", "", std::nullopt}; }},
      {"disabled/blocker", [](Facts&, Task& task) { task.settings.enabled = false; }},
      {"disabled/blocker", [](Facts&, Task& task) { task.triggers[0].enabled = false; }},
      {"disabled/blocker",
       [](Facts&, Task& task) { task.triggers[0].end_boundary = "2025-12-31T00:00:00"; }},
      {"", [](Facts&, Task& task) { task.triggers[0].end_boundary = "2026-01-02T00:00:00"; }},
      {"disabled/info", [](Facts&, Task& task) { task.triggers.clear(); }},
      {"instances/warning",
       [](Facts&, Task& task) { task.settings.multiple_instances = "IgnoreNew"; }},
      {"instances/warning", [](Facts&, Task& task) { task.settings.multiple_instances = "Queue"; }},
      {"instances/info restart/info",
       [](Facts&, Task& task) {
         task.settings.multiple_instances = "IgnoreNew";
         task.settings.restart_interval.reset();
         task.settings.restart_count.reset();
       }},
      {"restart/warning", [](Facts&, Task& task) { task.settings.restart_count.reset(); }},
      {"restart/warning", [](Facts&, Task& task) { task.settings.restart_interval.reset(); }},
      {"conditions/warning", [](Facts&, Task& task) { task.settings.only_with_network = true; }},
      {"conditions/warning", [](Facts&, Task& task) { task.settings.only_if_idle = true; }},
      {"missed-start/info", [](Facts&, Task& task) { task.triggers[0].kind = "CalendarTrigger"; }},
      {"", [](Facts&, Task& task) {
         task.triggers[0].kind = "CalendarTrigger";
         task.settings.start_when_available = true;
         task.settings.execution_time_limit = "PT72H";
       }},
      {"priority/info", [](Facts&, Task& task) { task.settings.priority = 7; }},
      {"hidden/info", [](Facts&, Task& task) { task.settings.hidden = true; }},
      {"on-demand/info", [](Facts&, Task& task) { task.settings.allow_start_on_demand = false; }},
      {"malformed/blocker", [](Facts&, Task& task) { task.wrong_encoding = true; }},
  };
  int row = 0;
  for (const auto& [expected, change] : rows) {
    auto facts = sound();
    change(facts, *facts.decoded.task);
    CAPTURE(row++);
    CHECK(told(facts) == expected);
  }
}

TEST_CASE("a task of which some triggers are over") {
  auto facts = sound();
  facts.decoded.task->triggers.push_back({"TimeTrigger", false, std::nullopt, false});
  facts.decoded.task->settings.start_when_available = true;
  CHECK(told(facts) == "disabled/warning");
}

TEST_CASE("a program with its arguments in one element") {
  auto facts = sound();
  facts.decoded.task->actions[0].command = "C:\\app\\server.exe --port 8000";
  facts.programs[0].status = {2};
  CHECK(judge({"task.xml", true}, facts).at(0).cause ==
        "Command holds the program and its arguments");
}

TEST_CASE("how a task ran last") {
  auto facts = sound();
  const auto ended = [&](std::uint32_t result) {
    facts.last_run = DynamicInfo{1, result};
    return told(facts, false);
  };
  CHECK(ended(0).empty());
  CHECK(ended(0x41301).empty());
  CHECK(ended(0x41303) == "last-run/info");
  CHECK(ended(0x8007010B) == "last-run/warning");
  CHECK(judge({"x", false}, facts).at(0).remedies.at(0).command == "preflight explain 0x8007010B");
  const auto says = [&](std::uint32_t result, codes::Family family) {
    ended(result);
    const auto message = judge({"x", false}, facts).at(0).message;
    return message.find(codes::find(family, result)->says) != std::string::npos;
  };
  CHECK(says(0x41306, codes::Family::win32));
  CHECK(says(0xC000013A, codes::Family::ntstatus));
  CHECK(says(1, codes::Family::exit_status));
  CHECK(ended(4711) == "last-run/warning");
}

TEST_CASE("a task that is not there or cannot be read") {
  Facts facts;
  facts.file = "task.xml";
  facts.unread = {2};
  facts.missing = true;
  CHECK(told(facts) == "missing/blocker");
  CHECK(told(facts, false) == "missing/blocker");
  facts.missing = false;
  CHECK(judge({"x", false}, facts).at(0).severity == Severity::error);
  facts.unread = {};
  facts.decoded.error = "it has no element Task";
  CHECK(told(facts) == "malformed/blocker");
}

TEST_CASE("a task that is not there: near names with their folders") {
  Facts facts;
  facts.unread = {2};
  facts.missing = true;
  facts.known = {"\\Company\\Start Server", "\\Other"};
  const auto offered = judge({"start-server", false}, facts).at(0);
  CHECK(offered.remedies.at(0).command == "preflight diagnose-task \"\\Company\\Start Server\"");
  CHECK_FALSE(offered.cause);
  facts.known_unseen = "access is denied";
  CHECK(judge({"start-server", false}, facts).at(0).cause ==
        "not all tasks can be seen: access is denied");
  CHECK(judge({"none.xml", true}, facts).at(0).remedies.empty());
}

TEST_CASE("the line of the check of tasks says what was not looked for") {
  auto facts = sound();
  CHECK(summary_of(judge({"x.xml", true}, facts)) ==
        "nothing found that would keep it from running");
  facts.programs[0].looked = false;
  const auto line = summary_of(judge({"x.xml", true}, facts));
  CHECK(line.find("its program was not looked for") != std::string::npos);
}

TEST_CASE("the target of the check of tasks") {
  CHECK(std::get<Query>(parse({"A.XML", {}, false})).file);
  CHECK_FALSE(std::get<Query>(parse({"\\Folder\\My Task", {}, false})).file);
  CHECK_FALSE(std::get<Query>(parse({".xml", {}, false})).file);
  CHECK(std::holds_alternative<UsageError>(parse({"", {}, false})));
  CHECK(unquoted("\"C:\\a b\"") == "C:\\a b");
  CHECK(unquoted("\"") == "\"");
}

}  // namespace preflight::task
