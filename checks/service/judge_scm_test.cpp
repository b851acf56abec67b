// Facts of Windows, judged on every system. What Wine cannot do (dependencies, accounts, triggers,
// the event log, deletion marks) is proved here alone.
#include "checks/service/judge_scm.hpp"

#include <algorithm>

#include "checks/codes/codes.hpp"
#include "tests/support/service_facts.hpp"

namespace preflight::service::test {

TEST_CASE("nothing is wrong with a service that was never started or was stopped in order") {
  CHECK(judge(installed()).empty());
  CHECK(judge(ended(0)).empty());
  auto running = ended(0);
  running.status->state = State::running;
  running.status->pid = 812;
  CHECK(judge(running).empty());
  CHECK(state_line(running) == "running (pid 812)");
}

TEST_CASE("1060: a near name and a display name are offered") {
  WindowsFacts facts;
  facts.asked = "Unified MCP Server";
  facts.open_error = 1060;
  facts.known = {{"Spooler", "Print Spooler"}, {"UnifiedMCP", "Unified MCP Server"}};
  const auto findings = judge(facts);
  const auto& finding = only(findings);
  CHECK(finding.code == "service.not-installed");
  CHECK(finding.severity == Severity::blocker);
  CHECK(says(*finding.cause, "its name is UnifiedMCP"));
  CHECK(offers(finding, "preflight diagnose-service UnifiedMCP"));
}

TEST_CASE("what may not be looked at is an error, not a pass") {
  WindowsFacts facts;
  facts.asked = "x";
  facts.manager_error = 5;
  CHECK(only(judge(facts)).severity == Severity::error);
  CHECK(only(judge(facts)).hard);
  facts.manager_error = 0;
  facts.open_error = 5;
  CHECK(only(judge(facts)).code == "service.access-denied");
  auto half = installed();
  half.config.reset();
  half.config_error = 5;
  CHECK(only(judge(half)).severity == Severity::error);
  auto unreadable = installed();
  unreadable.candidates[0].header.reset();
  CHECK(only(judge(unreadable)).severity == Severity::error);
  auto unseen = installed();
  unseen.chosen.reset();
  unseen.candidates[0].presence = Presence::unknown;
  CHECK(only(judge(unseen)).severity == Severity::error);
}

TEST_CASE("1058 and 1072 are what the SCM refuses at once") {
  auto facts = installed();
  facts.config->start = Start::disabled;
  CHECK(blockers(facts) == Codes{"service.disabled"});
  CHECK(offers(judge(facts)[0], "sc.exe config MyApp start= demand"));
  facts.marked_for_delete = true;
  CHECK(blockers(facts) == Codes{"service.marked-for-delete"});
}

TEST_CASE("a program that is missing is told with the cause") {
  auto facts = installed(R"("C:\app\app.exe" --x)");
  facts.chosen.reset();
  facts.candidates[0] = {R"(C:\app\app.exe)", Presence::missing, {2}, {}, {}, {}, {}, {}};
  CHECK(blockers(facts) == Codes{"service.program-missing"});
  CHECK(
      offers(judge(facts)[0], R"(sc.exe config MyApp binPath= "\"C:\RIGHT-FOLDER\app.exe\" --x")"));
  facts.candidates[0].presence = Presence::folder_missing;
  CHECK(says(*judge(facts)[0].cause, "C:\\app does not exist"));
  facts.candidates[0].drive = Drive::none;
  CHECK(says(*judge(facts)[0].cause, "no drive C:"));
  facts.image.unknown_variables = {"LocalAppData"};
  CHECK(says(*judge(facts)[0].cause, "%LocalAppData%"));
}

TEST_CASE("a mapped drive is seen by its user alone") {
  auto facts = installed(R"("S:\app\app.exe")");
  facts.candidates[0].drive = Drive::network;
  CHECK(blockers(facts) == Codes{"service.program-missing"});
  CHECK(offers(judge(facts)[0], "net use S:"));
}

TEST_CASE("an unquoted path with blanks warns, and blocks where another program runs") {
  auto facts = installed(R"(C:\Program Files\App\app.exe --x)");
  for (auto& look : facts.candidates) look.presence = Presence::missing;
  const std::string path = R"(C:\Program Files\App\app.exe)";
  for (std::size_t i = 0; i < facts.candidates.size(); ++i) {
    if (facts.candidates[i].path != path) continue;
    facts.candidates[i].presence = Presence::there;
    facts.chosen = i;
  }
  CHECK(blockers(facts).empty());
  CHECK(only(judge(facts)).code == "service.unquoted-path");
  const auto* fixed = R"(sc.exe config MyApp binPath= "\"C:\Program Files\App\app.exe\" --x")";
  CHECK(offers(judge(facts)[0], fixed));

  REQUIRE(facts.candidates[1].path == "C:\\Program.exe");
  facts.candidates[1].presence = Presence::there;
  facts.chosen = 1;
  CHECK(blockers(facts) == Codes{"service.unquoted-path"});
  CHECK(says(judge(facts)[0].message, "C:\\Program.exe runs in place of"));
  CHECK(offers(judge(facts)[0], fixed));
}

TEST_CASE("a program without blanks in its path needs no quotes") {
  auto facts = installed(R"(C:\app\app.exe --port 8000)");
  for (std::size_t i = 1; i < facts.candidates.size(); ++i)
    facts.candidates[i].presence = Presence::missing;
  CHECK(judge(facts).empty());
}

TEST_CASE("193 and 216: what is no program, or one for another machine") {
  auto facts = installed(R"("C:\app\app.py")");
  facts.candidates[0].header->format = FileFormat::unknown;
  CHECK(blockers(facts) == Codes{"service.program-not-runnable"});
  CHECK(says(judge(facts)[0].message, "Python script"));
  auto arm = installed();
  arm.candidates[0].header->machine = 0xAA64;
  CHECK(says(judge(arm)[0].message, "built for ARM64"));
  auto alias = installed();
  alias.candidates[0].app_alias = true;
  alias.candidates[0].header.reset();
  CHECK(blockers(alias) == Codes{"service.program-not-runnable"});
}

TEST_CASE("1053 at once: a missing library is the cause, and more time is no remedy") {
  auto facts = ended(1053);
  facts.candidates[0].libraries = loads({"helper.dll", "pywintypes311.dll"});
  lack(*facts.candidates[0].libraries, 2);
  CHECK(blockers(facts) == Codes{"service.program-not-runnable"});
  const auto findings = judge(facts);
  CHECK(findings[0].message ==
        "app.exe -> helper.dll needs pywintypes311.dll, which a service does not find");
  CHECK(offers(findings[0], "python -m pywin32_postinstall -install"));
  for (const auto& finding : findings)
    for (const auto& remedy : finding.remedies)
      CHECK_FALSE(says(remedy.text + remedy.command.value_or(""), "ServicesPipeTimeout"));
}

TEST_CASE("1053 at once: a library for another machine, and one without a function") {
  auto facts = ended(1053);
  auto& libraries = facts.candidates[0].libraries.emplace(loads({"helper.dll"}));
  auto& helper = libraries.closures[0].libraries[1];
  libraries.closures[0].symbols.push_back({0, 1, "Start", "", "Stop", false, false});
  CHECK(blockers(facts) == Codes{"service.program-not-runnable"});
  CHECK(says(*judge(facts)[0].cause, "0xC0000139"));
  CHECK(says(judge(facts)[0].message, "has no Start, needed by app.exe (it has Stop)"));
  libraries.closures[0].symbols.clear();
  helper.status = imports::LibraryStatus::wrong_architecture;
  helper.tried = {{"C:\\app\\helper.dll", "is for x86, not x64"}};
  CHECK(blockers(facts) == Codes{"service.program-not-runnable"});
  CHECK(says(*judge(facts)[0].cause, "0xC000007B"));
  CHECK(says(*judge(facts)[0].cause, "1053"));
  CHECK(judge(facts)[0].evidence["imports"] == "imports.wrong-architecture");
  // What runs has found its libraries.
  facts.status = Status{State::running, 0, 0, 8, false};
  CHECK(blockers(facts).empty());
}

TEST_CASE("1053 after the time-out: a program that never speaks to the SCM, by its imports") {
  auto facts = installed(R"("C:\app\app.exe")", Dispatcher::never);
  facts.status->exit_code = 1053;
  CHECK(blockers(facts) == Codes{"service.not-a-service-program"});
}

TEST_CASE("a Python program as a native service: NSSM or a task, filled in") {
  const auto facts =
      installed(R"("C:\py\python.exe" "C:\my app\main.py" --port 8000)", Dispatcher::unknown);
  const auto findings = judge(facts);
  CHECK(blockers(facts) == Codes{"service.not-a-service-program"});
  CHECK(offers(findings[0], R"(nssm install MyApp "C:\py\python.exe")"));
  CHECK(offers(findings[0], R"(nssm set MyApp AppParameters "\"C:\my app\main.py\" --port 8000")"));
  CHECK(offers(findings[0], R"(nssm set MyApp AppDirectory "C:\my app")"));
  CHECK(std::any_of(findings[0].remedies.begin(), findings[0].remedies.end(), [](const auto& one) {
    return one.command && one.command->starts_with("schtasks /create /tn MyApp /sc onstart");
  }));
}

TEST_CASE("a program that the account may not run, and one of which that is not known") {
  auto facts = installed();
  facts.config->account = "NT AUTHORITY\\LocalService";
  facts.candidates[0].account_may_run = false;
  CHECK(blockers(facts) == Codes{"service.access-denied"});
  CHECK(offers(judge(facts)[0], R"#(icacls "C:\app" /grant "NT AUTHORITY\LocalService:(RX)" /t)#"));
  facts.candidates[0].account_may_run.reset();
  CHECK(judge(facts).empty());
  const auto told = judge(facts, true);
  CHECK(std::any_of(told.begin(), told.end(), [](const Finding& finding) {
    return says(finding.message, "was not looked at");
  }));
}

TEST_CASE("what an error means is said in the words of the table of codes") {
  const auto told = [](std::uint32_t code, codes::Family family) {
    auto facts = ended(code);
    const auto* row = codes::find(family, code);
    REQUIRE(row != nullptr);
    return says(judge(facts).at(0).message, row->says);
  };
  for (const std::uint32_t code : {1053U, 1067U, 1070U, 1068U, 1075U, 5U, 1064U, 14001U}) {
    CAPTURE(code);
    CHECK(told(code, codes::Family::win32));
  }
  CHECK(told(0xC0000005, codes::Family::ntstatus));
}

TEST_CASE("whether a program answers the SCM is not guessed") {
  CHECK(judge(installed(R"("C:\app\app.exe")", Dispatcher::unknown)).empty());
  CHECK(judge(installed(R"("C:\app\app.exe")", Dispatcher::mentioned)).empty());
}

TEST_CASE("1053 without a cause that can be seen: how to tell the two kinds apart") {
  const auto findings = judge(ended(1053));
  CHECK(only(findings).code == "service.start-timeout");
  CHECK(says(*findings[0].cause, "at once"));
}

TEST_CASE("how it ended: in order, with its own code, or dead") {
  CHECK(only(judge(ended(1066, 42))).code == "service.exited");
  CHECK(says(judge(ended(1066, 42))[0].message, "42"));
  CHECK(only(judge(ended(5))).code == "service.exited");
  CHECK(only(judge(ended(1067))).code == "service.crashed");
  CHECK(only(judge(ended(0xC0000135))).code == "service.crashed");
  CHECK(only(judge(ended(1066, 0xC0000005))).code == "service.crashed");
  CHECK(only(judge(ended(1069))).code == "service.logon-failed");
  auto gone = ended(0);
  gone.status->state = State::running;
  gone.status->pid = 812;
  gone.status->process_gone = true;
  CHECK(only(judge(gone)).code == "service.crashed");
}

TEST_CASE("an end that a cause explains is no blocker of its own") {
  auto facts = ended(2);
  facts.chosen.reset();
  facts.candidates[0].presence = Presence::missing;
  CHECK(blockers(facts) == Codes{"service.program-missing"});
  CHECK(judge(facts).back().severity == Severity::info);
}

TEST_CASE("the event log tells the error where the state does not") {
  auto facts = installed();
  facts.events = {{{7000, "Service Control Manager", {}, {"MyApp", "%%1069"}, 1069}}};
  CHECK(blockers(facts) == Codes{"service.logon-failed"});
}

TEST_CASE("starting and stopping are not yet an answer") {
  auto facts = ended(0);
  facts.status->state = State::start_pending;
  facts.status->pid = 812;
  CHECK(only(judge(facts)).severity == Severity::warning);
  facts.status->state = State::stop_pending;
  CHECK(blockers(facts) == Codes{"service.slow-start"});
  CHECK(offers(judge(facts)[0], "taskkill /f /pid 812"));
}

TEST_CASE("1075: a dependency that does not exist") {
  auto facts = installed();
  facts.config->dependencies = {"Gone", "Tcpip"};
  facts.dependencies = {
      {"Gone", "MyApp", false, 1060, {}, {}},
      {"Tcpip", "MyApp", false, 0, Status{State::running, 0, 0, 4, false}, Start::boot}};
  CHECK(blockers(facts) == Codes{"service.dependency-failed"});
  CHECK(offers(judge(facts)[0], "sc.exe config MyApp depend= Tcpip"));
}

TEST_CASE("1068: of a chain of dependencies the deepest that is broken is told") {
  auto facts = ended(1068);
  facts.config->dependencies = {"A"};
  const Status failed{State::stopped, 1068, 0, 0, false};
  const Status stopped{State::stopped, 1077, 0, 0, false};
  facts.dependencies = {{"A", "MyApp", false, 0, failed, Start::manual},
                        {"B", "A", false, 0, stopped, Start::disabled}};
  CHECK(blockers(facts) == Codes{"service.dependency-failed"});
  const auto findings = judge(facts);
  CHECK(says(findings[0].message, "needs B, which is disabled"));
  CHECK(says(*findings[0].cause, "needed by A"));
  CHECK(offers(findings[0], "sc.exe config B start= demand"));
}

TEST_CASE("a dependency that is only stopped is started by the SCM") {
  auto facts = installed();
  facts.config->dependencies = {"A", "+Group"};
  facts.dependencies = {
      {"A", "MyApp", false, 0, Status{State::stopped, 0, 0, 0, false}, Start::manual},
      {"+Group", "MyApp", true, 0, {}, {}}};
  CHECK(judge(facts).empty());
}

TEST_CASE("a Python of one user and a relative path are warnings") {
  auto facts = installed(R"("C:\Users\ann\AppData\Local\App\app.exe" conf\app.ini)");
  const auto findings = judge(facts);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].code == "service.working-directory");
  CHECK(findings[1].code == "service.environment");
  CHECK(blockers(facts).empty());
}

TEST_CASE("who asks by hand sees how it is set up; a gate does not") {
  auto facts = hosted();
  facts.log_tail = {"one", "two"};
  facts.log_path = "C:\\app\\err.log";
  CHECK(judge(facts, false).empty());
  const auto findings = judge(facts, true);
  CHECK(std::all_of(findings.begin(), findings.end(),
                    [](const Finding& one) { return one.severity == Severity::info; }));
  CHECK(std::any_of(findings.begin(), findings.end(), [](const Finding& one) {
    return one.message.find("NSSM runs C:\\py\\python.exe -m uvicorn app:app in C:\\app") == 0;
  }));
}

TEST_CASE("the facts of a report name what really runs") {
  const auto told = told_of(hosted());
  CHECK(told.host == "nssm");
  CHECK(told.program == R"(C:\py\python.exe)");
  CHECK(told.arguments == std::vector<std::string>{"-m", "uvicorn", "app:app"});
  CHECK(told.working_directory == "C:\\app");
  CHECK(told.start_type == "auto");
  CHECK(told.exit_code == 1077);
  CHECK_FALSE(told.service_exit_code);
}

}  // namespace preflight::service::test
