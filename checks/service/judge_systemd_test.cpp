// The judge of units, by tables of facts; tests/e2e/test_service_linux.py proves the same on
// systemd.
#include "checks/service/judge_systemd.hpp"

#include <functional>

#include "tests/support/catch.hpp"

namespace preflight::service {

namespace {

constexpr int enoent = 2, eacces = 13;  // the number counts for the text only

SystemdFacts healthy() {
  SystemdFacts facts;
  facts.name = facts.unit.id = "app.service";
  facts.unit.load_state = "loaded";
  facts.unit.active_state = "active";
  facts.unit.sub_state = "running";
  facts.unit.result = "success";
  facts.unit.type = "simple";
  facts.unit.unit_file_state = "enabled";
  facts.unit.commands.push_back({Stage::start, "/srv/app", "/srv/app --fast", false, "", 0});
  ProgramLook look;
  look.file.path = "/srv/app";
  look.executable = true;
  facts.programs.push_back(look);
  return facts;
}

SystemdFacts failed(const std::string& result, int code = 0, int status = 0) {
  auto facts = healthy();
  facts.unit.active_state = facts.unit.sub_state = "failed";
  facts.unit.result = result;
  facts.unit.main_code = code;
  facts.unit.main_status = status;
  return facts;
}

void lose(PathLook& look) {
  look.status = {enoent};
  look.missing = true;
}

std::string told(const SystemdFacts& facts) {
  constexpr std::string_view words[] = {"info", "warning", "error", "blocker"};
  std::string text;
  for (const auto& finding : judge({"app", false}, facts)) {
    if (!text.empty()) text += ' ';
    text += finding.code + "/" + std::string(words[static_cast<std::size_t>(finding.severity)]);
  }
  return text;
}

using Change = std::function<void(SystemdFacts&)>;

}  // namespace

TEST_CASE("a unit of systemd that runs") {
  CHECK(told(healthy()).empty());
  CHECK(state_of(healthy().unit) == "active (running)");
}

TEST_CASE("a unit of systemd that cannot be loaded") {
  auto facts = healthy();
  const auto loaded = [&](const char* state) {
    facts.unit.load_state = state;
    return told(facts);
  };
  CHECK(loaded("masked") == "service.masked/blocker");
  CHECK(loaded("bad-setting") == "service.configuration/blocker");
  CHECK(loaded("not-found") == "service.not-installed/blocker");
  facts.known_names = {"apps.service", "other.service"};
  const auto finding = judge({"app", false}, facts).at(0);
  CHECK(finding.remedies.at(0).command == "preflight diagnose-service apps.service");
  facts.name = "app@.service";
  CHECK(told(facts) == "service.not-installed/blocker");
}

TEST_CASE("how a unit of systemd failed") {
  struct Row {
    const char* result;
    int code, status;
    const char* expected;
  };
  constexpr Row rows[] = {
      {"exit-code", 1, 1, "service.exited/blocker"},
      {"exit-code", 1, 127, "service.exited/blocker"},
      {"exit-code", 1, 200, "service.working-directory/blocker"},
      {"exit-code", 1, 203, "service.program-not-runnable/blocker"},
      {"exit-code", 1, 216, "service.logon-failed/blocker"},
      {"exit-code", 1, 217, "service.logon-failed/blocker"},
      {"exit-code", 1, 226, "service.configuration/blocker"},
      {"exit-code", 1, 238, "service.configuration/blocker"},
      {"exit-code", 1, 243, "service.environment/blocker"},
      {"signal", 2, 9, "service.crashed/blocker"},
      {"core-dump", 3, 11, "service.crashed/blocker"},
      {"timeout", 2, 15, "service.start-timeout/blocker"},
      {"protocol", 1, 0, "service.not-a-service-program/blocker"},
      {"watchdog", 2, 6, "service.crashed/blocker"},
      {"oom-kill", 2, 9, "service.crashed/blocker"},
      {"resources", 0, 0, "service.configuration/blocker"},
      {"start-limit-hit", 1, 0, "service.start-limit-hit/blocker"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.result, row.status);
    CHECK(told(failed(row.result, row.code, row.status)) == row.expected);
  }
}

TEST_CASE("a command before the program failed") {
  auto facts = failed("exit-code");
  facts.unit.commands.insert(facts.unit.commands.begin(),
                             {Stage::before, "/bin/check", "/bin/check", true, "exited", 1});
  facts.unit.commands.insert(facts.unit.commands.begin() + 1,
                             {Stage::before, "/bin/make", "/bin/make", false, "exited", 4});
  const auto finding = judge({"app", false}, facts).at(0);
  CHECK(finding.message == "ExecStartPre /bin/make ended with exit code 4");
}

TEST_CASE("what a unit of systemd names and is not there") {
  const std::pair<const char*, Change> rows[] = {
      {"service.program-missing/blocker", [](auto& f) { lose(f.programs[0].file); }},
      {"check.denied/error", [](auto& f) { f.programs[0].file.status = {eacces}; }},
      {"service.program-not-runnable/blocker", [](auto& f) { f.programs[0].executable = false; }},
      {"service.program-not-runnable/blocker", [](auto& f) { f.programs[0].noexec = true; }},
      {"service.program-not-runnable/blocker",
       [](auto& f) { f.programs[0].file.directory = true; }},
      {"service.program-not-runnable/blocker",
       [](auto& f) { f.programs[0].unknown_format = true; }},
      {"service.program-not-runnable/blocker",
       [](auto& f) {
         f.programs[0].interpreter = PathLook{"/usr/bin/pyth", {enoent}, true, false, std::nullopt};
       }},
      {"service.access-denied/blocker", [](auto& f) { f.programs[0].file.allowed = false; }},
      {"service.working-directory/blocker",
       [](auto& f) {
         f.folder = PathLook{"/srv/x", {enoent}, true, false, std::nullopt};
       }},
      {"service.working-directory/blocker",
       [](auto& f) {
         f.folder = PathLook{"/srv/x", {}, false, true, false};
       }},
      {"",
       [](auto& f) {
         f.folder = PathLook{"/srv/x", {enoent}, true, false, std::nullopt};
         f.unit.may_miss_directory = true;
       }},
      {"service.environment/blocker",
       [](auto& f) {
         f.environment_files.push_back({"/etc/x", {enoent}, true, false, std::nullopt});
       }},
      {"service.logon-failed/blocker", [](auto& f) { f.user = Known::no; }},
      {"service.logon-failed/blocker", [](auto& f) { f.group = Known::no; }},
  };
  for (const auto& [expected, change] : rows) {
    // With the exit code that systemd gives it, it is told once.
    auto facts = failed("success");
    change(facts);
    CHECK(told(facts) == expected);
  }
}

TEST_CASE("what is wrong now is not told again by its exit code") {
  auto facts = failed("exit-code", 1, 203);
  lose(facts.programs[0].file);
  CHECK(told(facts) == "service.program-missing/blocker");
}

TEST_CASE("what a running unit of systemd lost matters at its next start") {
  auto facts = healthy();
  lose(facts.programs[0].file);
  CHECK(told(facts) == "service.program-missing/warning");
}

TEST_CASE("a unit of systemd that goes round in circles") {
  auto facts = failed("exit-code", 1, 3);
  facts.unit.active_state = "activating";
  facts.unit.sub_state = "auto-restart";
  CHECK(told(facts) == "service.throttled/blocker service.exited/blocker");
  facts = failed("exit-code", 1, 3);
  facts.unit.restart = "always";
  facts.unit.restarts = facts.unit.start_limit_burst = 5;
  CHECK(told(facts) == "service.exited/blocker service.start-limit-hit/blocker");
}

TEST_CASE("what a unit of systemd requires") {
  auto facts = healthy();
  facts.unit.active_state = "inactive";
  facts.unit.sub_state = "dead";
  Unit need;
  need.id = "db.service";
  need.load_state = "not-found";
  facts.needs.push_back(need);
  CHECK(told(facts) == "service.dependency-failed/blocker service.not-started/info");
  facts.needs[0].load_state = "loaded";
  facts.needs[0].active_state = "failed";
  facts.needs[0].result = "exit-code";
  CHECK(judge({"app", false}, facts).at(0).message ==
        "it requires db.service, which is failed (exit-code)");
  facts.needs[0].active_state = "inactive";
  facts.needs[0].result = "success";
  CHECK(told(facts) == "service.not-started/info");
}

TEST_CASE("a unit of systemd that was skipped") {
  auto facts = healthy();
  facts.unit.active_state = "inactive";
  facts.unit.condition_at = 1;
  CHECK(told(facts) == "service.condition/blocker service.not-started/info");
  facts.unit.condition_at = 0;
  JournalEntry entry;
  entry.by_systemd = true;
  entry.message =
      "app.service was skipped because of an unmet condition check (ConditionACPower=true).";
  facts.journal.entries.push_back(entry);
  CHECK(judge({"app", false}, facts).at(0).cause == "not met: ConditionACPower=true");
}

TEST_CASE("settings of a unit of systemd that surprise") {
  auto facts = healthy();
  facts.unit.need_reload = true;
  facts.unit.unit_file_state = "disabled";
  CHECK(told(facts) == "service.configuration/warning service.disabled/info");
  facts.unit.active_state = "inactive";
  CHECK(told(facts) ==
        "service.configuration/warning service.disabled/warning service.not-started/info");
}

TEST_CASE("what could not be seen of a unit of systemd is said") {
  SystemdFacts facts;
  facts.name = "app.service";
  facts.gaps.push_back({"systemctl show", {}, "did not answer in time"});
  CHECK(told(facts) == "check.denied/error");
  facts = failed("exit-code", 1, 1);
  facts.journal_unseen = "it belongs to root";
  CHECK(told(facts) == "service.exited/blocker check.denied/info");
}

TEST_CASE("the facts of a unit of systemd as a report shows them") {
  auto facts = failed("exit-code", 1, 3);
  facts.journal.entries.push_back({0, "it broke", false, "", "app", "app.service", false});
  const auto shown = told_of(facts);
  CHECK(shown.state == "failed (exit-code)");
  CHECK(shown.program == "/srv/app");
  CHECK(shown.arguments == std::vector<std::string>{"--fast"});
  CHECK(shown.account == "root");
  CHECK(shown.exit_code == 3);
  CHECK(shown.log_tail == std::vector<std::string>{"app: it broke"});
  CHECK(judge({"app", false}, facts).at(0).cause == "the last that it said: it broke");
}

TEST_CASE("a unit's name is quoted for the shell") {
  auto facts = failed("start-limit-hit");
  facts.unit.id = "my\\x20app.service";
  CHECK(judge({"app", false}, facts).at(0).remedies.at(0).command ==
        "sudo systemctl reset-failed 'my\\x20app.service' && sudo systemctl start "
        "'my\\x20app.service'");
}

}  // namespace preflight::service
