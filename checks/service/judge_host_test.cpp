// What hosts were told to run: NSSM, WinSW, pywin32, svchost. Facts, judged on every system.
#include "tests/support/service_facts.hpp"

namespace preflight::service::test {

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
  log.host.stderr_folder = {"C:\\logs\\", Presence::missing, {}, {}, {}, {}, {}, {}};
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

TEST_CASE("a service of pywin32 that did not answer is tried by its own Python") {
  for (const auto* image : {R"("C:\Program Files\Py\pythonservice.exe")",
                            R"("C:\Program Files\Py\Lib\site-packages\win32\pythonservice.exe")"}) {
    auto facts = installed(image);
    facts.status->exit_code = 1053;
    facts.host.kind = Host::pywin32;
    facts.host.python_class = "C:\\my app\\worker.MyService";
    facts.host.python_module = {"C:\\my app\\", Presence::is_folder, {}, {}, {}, {}, {}};
    const auto finding = only(judge(facts));
    CHECK(finding.code == "service.start-timeout");
    CHECK(offers(finding, R"(preflight check --python "C:\Program Files\Py\python.exe" )"
                          "--module win32serviceutil --module servicemanager"));
    CHECK(offers(finding,
                 R"(cd /d "C:\my app" && "C:\Program Files\Py\python.exe" "worker.py" debug)"));
  }
}

TEST_CASE("1083 and 126 of svchost") {
  auto facts = installed(R"(C:\Windows\System32\svchost.exe)");
  facts.host.kind = Host::svchost;
  facts.host.group = "netsvcs";
  facts.host.in_group = false;
  CHECK(blockers(facts) == Codes{"service.host-misconfigured"});
  facts.host.in_group = true;
  facts.host.service_library = {"C:\\x.dll", Presence::missing, {2}, {}, {}, {}, {}, {}};
  CHECK(blockers(facts) == Codes{"service.program-missing"});
}

}  // namespace preflight::service::test
