// Facts of Windows, judged on every system. What Wine cannot do (dependencies, accounts, triggers,
// the event log, deletion marks) is proved here alone.
#include "checks/service/judge_scm.hpp"

#include <algorithm>

#include "checks/service/command_line.hpp"
#include "tests/support/catch.hpp"

using namespace preflight;
using namespace preflight::service;

namespace {

constexpr std::uint16_t x64 = 0x8664;

FileLook program(const std::string& path, Dispatcher dispatcher = Dispatcher::imported) {
  FileLook look;
  look.path = path;
  look.presence = Presence::there;
  look.header.emplace();
  look.header->format = FileFormat::program;
  look.header->machine = x64;
  look.header->dispatcher = dispatcher;
  look.header->whole = true;
  return look;
}

/// An installed service that lacks nothing, and runs `image`; the first candidate is there.
WindowsFacts installed(const std::string& image = R"("C:\app\app.exe")",
                       Dispatcher dispatcher = Dispatcher::imported) {
  WindowsFacts facts;
  facts.asked = facts.key = "MyApp";
  facts.windows_folder = "C:\\Windows";
  facts.machine = x64;
  facts.status = Status{State::stopped, 1077, 0, 0, false};
  facts.config.emplace();
  facts.config->type = 0x10;
  facts.config->start = Start::automatic;
  facts.config->image = image;
  facts.config->account = "LocalSystem";
  facts.image = decode_image_path(image, {}, facts.windows_folder);
  for (const auto& one : facts.image.candidates)
    facts.candidates.push_back(program(one.path, dispatcher));
  facts.chosen = 0;
  return facts;
}

WindowsFacts ended(std::uint32_t code, std::uint32_t own = 0) {
  auto facts = installed();
  facts.status->exit_code = code;
  facts.status->service_exit = own;
  return facts;
}

WindowsFacts hosted() {
  auto facts = installed(R"(C:\nssm\nssm.exe)");
  facts.host.kind = Host::nssm;
  facts.host.application = R"(C:\py\python.exe)";
  facts.host.parameters = "-m uvicorn app:app";
  facts.host.program = program(R"(C:\py\python.exe)", Dispatcher::never);
  facts.host.directory = "C:\\app";
  facts.host.directory_look = {"C:\\app", Presence::is_folder, {}, {}, {}, {}, {}};
  return facts;
}

Findings judge(const WindowsFacts& facts, bool inspect = false) {
  return judge_windows({facts.asked, inspect}, facts);
}

std::vector<std::string> blockers(const WindowsFacts& facts) {
  std::vector<std::string> codes;
  for (const auto& finding : judge(facts))
    if (finding.severity == Severity::blocker) codes.push_back(finding.code);
  return codes;
}

const Finding& only(const Findings& findings) {
  REQUIRE(findings.size() == 1);
  return findings.front();
}

bool offers(const Finding& finding, const std::string& command) {
  return std::any_of(finding.remedies.begin(), finding.remedies.end(),
                     [&](const Remedy& remedy) { return remedy.command == command; });
}

bool says(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

using Codes = std::vector<std::string>;

}  // namespace

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
  facts.candidates[0] = {R"(C:\app\app.exe)", Presence::missing, {2}, {}, {}, {}, {}};
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
  facts.candidates[0].missing = {{"pywintypes311.dll", "pythonservice.exe"}};
  CHECK(blockers(facts) == Codes{"service.program-not-runnable"});
  const auto findings = judge(facts);
  CHECK(offers(findings[0], "python -m pywin32_postinstall -install"));
  for (const auto& finding : findings)
    for (const auto& remedy : finding.remedies)
      CHECK_FALSE(says(remedy.text + remedy.command.value_or(""), "ServicesPipeTimeout"));
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

TEST_CASE("NSSM without a program, with one that is missing, in a folder that is missing") {
  CHECK(judge(hosted()).empty());
  auto none = hosted();
  none.host.application.reset();
  CHECK(blockers(none) == Codes{"service.host-misconfigured"});
  auto missing = hosted();
  missing.host.program.presence = Presence::missing;
  CHECK(blockers(missing) == Codes{"service.program-missing"});
  auto folder = hosted();
  folder.host.directory_look.presence = Presence::missing;
  CHECK(blockers(folder) == Codes{"service.working-directory"});
  auto log = hosted();
  log.host.stderr_folder = {"C:\\logs\\", Presence::missing, {}, {}, {}, {}, {}};
  log.host.stdout_folder = log.host.stderr_folder;
  CHECK(blockers(log) == Codes{"service.host-misconfigured"});
  CHECK(offers(judge(log)[0], "mkdir C:\\logs"));
  auto denied = hosted();
  denied.host.parameters_denied = true;
  CHECK(only(judge(denied)).severity == Severity::error);
}

TEST_CASE("WinSW: its settings name no program, or another service") {
  auto facts = hosted();
  facts.host.kind = Host::winsw;
  facts.host.identifier = "other";
  CHECK(only(judge(facts)).code == "service.host-setting");
  facts.host.identifier = "myapp";
  CHECK(judge(facts).empty());
  facts.host.directory_look.presence = Presence::missing;
  CHECK(blockers(facts) == Codes{"service.working-directory"});
  CHECK(says(judge(facts)[0].remedies[0].text, "<workingdirectory> in C:\\nssm\\nssm.xml"));
  facts.host.application.reset();
  CHECK(blockers(facts).front() == "service.host-misconfigured");
}

TEST_CASE("NSSM runs and its program does not") {
  auto facts = hosted();
  facts.status = Status{State::running, 0, 0, 812, false};
  facts.host.child_runs = true;
  CHECK(judge(facts).empty());
  facts.host.child_runs = std::nullopt;
  CHECK(judge(facts).empty());
  facts.host.child_runs = false;
  facts.host.exit_action = "Ignore";
  CHECK(blockers(facts) == Codes{"service.host-misconfigured"});
  CHECK(offers(judge(facts)[0], "nssm set MyApp AppExit Default Restart"));
}

TEST_CASE("PAUSED under NSSM is a program that ends at once, told with its last words") {
  auto facts = hosted();
  facts.status = Status{State::paused, 0, 0, 812, false};
  facts.log_path = "C:\\app\\err.log";
  facts.host.stderr_path = facts.log_path;
  facts.log_tail = {"Traceback (most recent call last):",
                    "ModuleNotFoundError: No module named 'uvicorn'"};
  CHECK(blockers(facts) == Codes{"service.throttled"});
  CHECK(says(*judge(facts)[0].cause, "No module named 'uvicorn'"));
}

TEST_CASE("1066 under NSSM: its own four codes, or its program's") {
  auto facts = hosted();
  facts.status->exit_code = 1066;
  facts.status->service_exit = 4;
  CHECK(says(only(judge(facts)).message, "standard output"));
  facts.status->service_exit = 17;
  CHECK(says(only(judge(facts)).message, "exit code 17"));
  facts.status->service_exit = 0xC0000135;
  CHECK(only(judge(facts)).code == "service.crashed");
}

TEST_CASE("a host of its own does not need to answer by its program") {
  auto facts = hosted();
  facts.host.program.header->dispatcher = Dispatcher::imported;
  CHECK(only(judge(facts)).code == "service.host-setting");
}

TEST_CASE("pywin32 without its class, or with a folder that is gone") {
  auto facts = installed(R"("C:\py\pythonservice.exe")");
  facts.host.kind = Host::pywin32;
  CHECK(blockers(facts) == Codes{"service.python"});
  facts.host.python_class = "C:\\app\\service.MyService";
  facts.host.python_module = {"C:\\app\\", Presence::is_folder, {}, {}, {}, {}, {}};
  CHECK(judge(facts).empty());
  facts.host.python_module.presence = Presence::missing;
  CHECK(blockers(facts) == Codes{"service.python"});
}

TEST_CASE("1083 and 126 of svchost") {
  auto facts = installed(R"(C:\Windows\System32\svchost.exe)");
  facts.host.kind = Host::svchost;
  facts.host.group = "netsvcs";
  facts.host.in_group = false;
  CHECK(blockers(facts) == Codes{"service.host-misconfigured"});
  facts.host.in_group = true;
  facts.host.service_library = {"C:\\x.dll", Presence::missing, {2}, {}, {}, {}, {}};
  CHECK(blockers(facts) == Codes{"service.program-missing"});
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
