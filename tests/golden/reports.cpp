#include "tests/golden/reports.hpp"

#include <string>
#include <utility>

#include "checks/imports/imports.hpp"

namespace preflight::test {

namespace {

// 2026-11-21 09:30:00 UTC.
constexpr Timestamp looked_at{std::chrono::milliseconds{1795253400000}};

Report report_of(std::vector<Looked> looked, const Judging& judging = {}) {
  auto report = make_report(std::move(looked), judging);
  report.host = {"build-7", "linux", "Debian GNU/Linux 12 (bookworm)", "x86_64", "alice", false};
  report.started_at = looked_at;
  report.duration = std::chrono::duration<double, std::milli>{1.25};
  return report;
}

Looked looked_at_target(std::string check, std::string target, std::string summary,
                        Findings findings = {}) {
  Looked looked;
  looked.check = std::move(check);
  looked.target = std::move(target);
  looked.summary = std::move(summary);
  looked.duration = std::chrono::duration<double, std::milli>{0.5};
  looked.findings = std::move(findings);
  return looked;
}

Finding finding(std::string code, Severity severity, std::string message) {
  Finding made;
  made.code = std::move(code);
  made.severity = severity;
  made.message = std::move(message);
  return made;
}

Process process(std::uint32_t pid, std::string name, Role role) {
  Process made;
  made.pid = pid;
  made.name = std::move(name);
  made.user = "alice";
  made.started_at = looked_at - std::chrono::hours{23};
  made.state = ProcessState::running;
  made.role = role;
  return made;
}

Process uvicorn(Role role) {
  auto made = process(4242, "python3", role);
  made.path = "/srv/app/venv/bin/python3";
  made.command_line = "/srv/app/venv/bin/python3 -m uvicorn app.main:app --port 8000";
  return made;
}

Remedy end(std::uint32_t pid) {
  return {"end python3 (" + std::to_string(pid) + ")", "kill " + std::to_string(pid), Needs::user};
}

Finding in_use(Process owner) {
  auto made = finding("port.in-use", Severity::blocker,
                      owner.name + " (pid " + std::to_string(owner.pid) + ") listens on *:8000");
  made.remedies = {end(owner.pid),
                   {"or let the server use another port: 8001 is free", std::nullopt, Needs::user}};
  made.evidence = {{"error", 98}, {"symbol", "EADDRINUSE"}};
  made.processes.push_back(std::move(owner));
  return made;
}

Finding locked(Process owner) {
  owner.locks = {"shared", "reserved"};
  auto made = finding("database.locked", Severity::blocker,
                      "app.db is locked by " + owner.name + " (" + std::to_string(owner.pid) + ")");
  made.cause = "RESERVED: a write transaction is open; others can read, nobody else can write";
  made.remedies = {end(owner.pid)};
  made.processes.push_back(std::move(owner));
  return made;
}

Looked free_port() {
  auto looked = looked_at_target("port", "127.0.0.1:9000/tcp", "free");
  looked.facts = {{"sockets", Value::array()}, {"ephemeral_range", {32768, 60999}}};
  return looked;
}

Finding open_elsewhere() {
  auto made = finding("database.open-elsewhere", Severity::warning, "sqlite3 (77) has it open");
  made.processes = {process(77, "sqlite3", Role::open)};
  made.processes[0].command_line = "sqlite3 instance/app.db";
  made.processes[0].started_by = "shell bash (70)";
  made.processes[0].parents = {{70, "bash"}, {60, "sshd"}, {1, "systemd"}};
  made.remedies = {{"close it before the application writes", std::nullopt, Needs::user}};
  return made;
}

Finding timed_out() {
  auto made = finding("check.timed-out", Severity::error,
                      "looking at /mnt/share/app.db did not come back within 10 s");
  made.cause = "a call of the system has not returned";
  made.remedies = {{"see whether the mount answers at all", std::nullopt, Needs::user}};
  made.evidence = {{"timeout_ms", 10000}};
  return made;
}

}  // namespace

Report ready() {
  return report_of({free_port(), looked_at_target("database", "instance/app.db", "free to write")});
}

Report orphan() {
  auto listener = uvicorn(Role::listener);
  listener.started_by = "orphan: its parent is gone (re-parented to pid 1)";
  listener.parents = {{1, "systemd"}};
  auto writer = listener;
  writer.role = Role::writer;
  return report_of({looked_at_target("port", "*:8000/tcp", "python3 (pid 4242) listens on *:8000",
                                     {in_use(listener)}),
                    looked_at_target("database", "instance/app.db", "locked by python3 (4242)",
                                     {locked(writer)}),
                    free_port()});
}

Report family() {
  auto server = uvicorn(Role::listener);
  server.started_by = "venv launcher python.exe (4200)";
  server.parents = {{4200, "python.exe"}, {4100, "cmd.exe"}, {4000, "explorer.exe"}};
  auto worker = process(4300, "python3", Role::writer);
  worker.parents = {{4242, "python3"}, {4200, "python.exe"}};
  return report_of({looked_at_target("port", "*:8000/tcp", "python3 (pid 4242) listens on *:8000",
                                     {in_use(server)}),
                    looked_at_target("database", "instance/app.db", "locked by python3 (4300)",
                                     {locked(worker)})});
}

Report out_of_reach() {
  auto foreign = process(812, "nginx", Role::listener);
  foreign.user = "root";
  foreign.service = "nginx.service";
  auto taken = finding("port.in-use", Severity::blocker, "nginx (pid 812) listens on *:80");
  taken.hard = true;
  taken.processes = {foreign};
  taken.remedies = {{"stop the service nginx.service that nginx (812) belongs to",
                     "sudo systemctl stop nginx.service", Needs::admin}};
  auto zombie = process(4343, "python3", Role::writer);
  zombie.state = ProcessState::zombie;
  auto stuck =
      finding("holder.zombie", Severity::blocker, "python3 (4343) has ended but is not gone");
  stuck.hard = true;
  stuck.processes = {zombie};
  stuck.remedies = {
      {"its parent must collect it, or restart the machine", std::nullopt, Needs::person}};
  auto privileged = finding("port.privileged", Severity::blocker, "only root may bind port 80");
  privileged.hard = true;
  return report_of(
      {looked_at_target("port", "*:80/tcp", "nginx (pid 812) listens on *:80", {taken, privileged}),
       looked_at_target("database", "app.db", "python3 (4343) has ended but is not gone",
                        {stuck})});
}

Report warnings(bool strict) {
  return report_of({looked_at_target("database", "instance/app.db",
                                     "free to write; sqlite3 (77) has it open", {open_elsewhere()}),
                    free_port()},
                   {strict, {}});
}

Report hanging() {
  return report_of(
      {looked_at_target("database", "/mnt/share/app.db", "no answer in 10 s", {timed_out()}),
       free_port()});
}

Report mixed() {
  auto skipped = looked_at_target("task", "Nightly", "scheduled tasks are a thing of Windows");
  skipped.skipped = true;
  return report_of(
      {free_port(), skipped,
       looked_at_target("database", "/mnt/share/app.db", "no answer in 10 s", {timed_out()}),
       looked_at_target("database", "instance/app.db", "free to write; sqlite3 (77) has it open",
                        {open_elsewhere()}),
       looked_at_target("port", "*:8000/tcp", "python3 (pid 4242) listens on *:8000",
                        {in_use(uvicorn(Role::listener))})});
}

Report hostile() {
  auto evil = process(666, "\x1b[31mred\x07", Role::listener);
  evil.user = "m\xc3\xa4lice";
  evil.path = "/tmp/\xff\xfe";
  evil.command_line =
      "run \xe2\x80\xae"
      "txt.exe\r\nREADY\xc2\x9b"
      "2J \xe6\x97\xa5\xe6\x9c\xac";
  auto taken = in_use(evil);
  taken.evidence = {{"path\xff", "bytes \x80"}};
  return report_of({looked_at_target("port", "*:8000/tcp", taken.message, {taken}),
                    looked_at_target("database", "a\nb\t\xc3\xbc.db", "free to write")});
}

Report ignored() {
  return report_of({looked_at_target("port", "*:8000/tcp", "python3 (pid 4242) listens on *:8000",
                                     {in_use(uvicorn(Role::listener))})},
                   {false, {"port.in-use"}});
}

Report many_readers() {
  auto made = finding("database.busy-reader", Severity::blocker, "12 processes read app.db");
  for (std::uint32_t pid = 100; pid < 112; ++pid) {
    made.processes.push_back(process(pid, "reader", Role::reader));
    made.processes.back().locks = {"shared"};
    made.remedies.push_back(end(pid));
  }
  made.processes[0].command_line = "java -cp ";
  for (int i = 0; i < 60; ++i) *made.processes[0].command_line += "/opt/lib/part.jar:";
  return report_of({looked_at_target("database", "app.db", "12 processes read app.db", {made})});
}

Report by_hand_holders() {
  auto reader = finding("holder.open", Severity::info, "sqlite3 (77) has app.db open");
  reader.processes = open_elsewhere().processes;
  auto report =
      report_of({looked_at_target("holders", "app.db", "1 process has it open", {reader})});
  report.command = "holders";
  return report;
}

Report by_hand_imports() {
  using imports::Library;
  using imports::LibraryStatus;
  const std::string folder = "C:\\Program Files\\Ledger\\";
  const std::string system = "C:\\Windows\\System32\\";
  const auto library = [](const std::string& name, const std::string& from, std::string how) {
    Library one;
    one.name = name;
    one.path = from + name;
    one.how = std::move(how);
    return one;
  };
  imports::Closure closure;
  closure.format = "PE";
  closure.machine = "x64";
  auto& all = closure.libraries;
  all = {library("ledger.exe", folder, ""),
         library("storage.dll", folder, "application folder"),
         library("KERNEL32.dll", system, "KnownDLLs"),
         library("crypto.dll", folder, "application folder"),
         library("MSVCP140.dll", "", ""),
         library("ntdll.dll", system, "KnownDLLs"),
         library("kernelbase.dll", system, "API set"),
         library("late.dll", "", ""),
         library("old.dll", "", "")};
  all[6].api_set = "api-ms-win-core-synch-l1-2-0.dll";
  const auto not_there = [&](Library& one, LibraryStatus status, const std::string& why) {
    one.path = "";
    one.status = status;
    one.tried = {{folder + one.name, why}, {system + one.name, "not there"}};
  };
  not_there(all[4], LibraryStatus::missing, "not there");
  not_there(all[7], LibraryStatus::missing, "not there");
  not_there(all[8], LibraryStatus::wrong_architecture, "is for x86, not x64");
  all[7].delayed = true;
  const auto link = [&](std::size_t from, std::size_t to) {
    all[from].needs.push_back(to);
    all[to].needed_by.push_back(from);
  };
  for (const auto& [from, to] : {std::pair<std::size_t, std::size_t>{0, 1},
                                 {0, 2},
                                 {0, 7},
                                 {1, 3},
                                 {1, 2},
                                 {3, 4},
                                 {3, 2},
                                 {3, 8},
                                 {2, 5},
                                 {2, 6},
                                 {6, 5},
                                 {1, 4}})
    link(from, to);

  imports::Query query;
  query.file = folder + "ledger.exe";
  query.inspect = true;
  imports::Facts facts;
  facts.closures.push_back(std::move(closure));
  auto looked = looked_at_target("imports", query.file, "MSVCP140.dll is missing",
                                 imports::judge(query, facts));
  looked.facts = imports::to_json(query, facts);
  looked.outline = imports::outline(query, facts);
  auto report = report_of({looked});
  report.host.os = "windows";
  report.host.os_version = "Windows Server 2022 (10.0.20348)";
  report.command = "imports";
  return report;
}

Report only_skipped() {
  auto skipped = looked_at_target("task", "Nightly", "scheduled tasks are a thing of Windows");
  skipped.skipped = true;
  return report_of({skipped});
}

}  // namespace preflight::test
