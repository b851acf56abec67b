// Facts of both systems as a table: which codes, how bad, and whether anybody here could clear it.
#include "checks/port/judge.hpp"

#include "tests/support/catch.hpp"

namespace preflight::port {

namespace {

constexpr int windows_denied = 10013, windows_in_use = 10048;

Query ask(const std::string& spec) { return std::get<Query>(parse(Request{spec, {}, false})); }

Socket held(const std::string& address, SocketState state, std::vector<std::uint32_t> pids) {
  Socket socket;
  socket.local = parse_address(address).value();
  socket.state = state;
  socket.pids = std::move(pids);
  return socket;
}

// As Linux tells of it: with inode and user.
Socket on_linux(const std::string& address, SocketState state, std::vector<std::uint32_t> pids,
                std::uint32_t uid = 1000, std::uint64_t inode = 77) {
  auto socket = held(address, state, std::move(pids));
  socket.uid = uid;
  socket.inode = inode;
  socket.dual_stack = address == "::";
  return socket;
}

Identified owner(std::uint32_t pid, const std::string& name = "python3",
                 Reach reach = Reach::ours) {
  Identified who;
  who.process.pid = pid;
  who.process.name = name;
  who.reach = reach;
  return who;
}

Facts linux_facts(BindOutcome outcome, std::vector<Socket> sockets = {},
                  std::vector<Identified> owners = {}) {
  Facts facts;
  facts.binds = {{any_v4(), outcome, {}}};
  facts.sockets = std::move(sockets);
  facts.owners = std::move(owners);
  facts.own_uid = 1000;
  facts.first_unprivileged = 1024;
  return facts;
}

Facts windows_facts(int error, std::vector<Socket> sockets = {},
                    std::vector<Identified> owners = {}) {
  Facts facts;
  facts.windows = true;
  const auto outcome = error == 0                ? BindOutcome::ok
                       : error == windows_denied ? BindOutcome::denied
                                                 : BindOutcome::in_use;
  facts.binds = {{any_v4(), outcome, {error}}};
  facts.sockets = std::move(sockets);
  facts.owners = std::move(owners);
  return facts;
}

// "in-use/blocker! owner-unknown/info": "!" is hard.
std::string told(const std::string& spec, const Facts& facts) {
  constexpr const char* words[] = {"info", "warning", "error", "blocker"};
  std::string all;
  for (const auto& finding : judge(ask(spec), facts)) {
    if (!all.empty()) all += ' ';
    const auto name = finding.code.starts_with("port.") ? finding.code.substr(5) : finding.code;
    all += name + '/' + words[static_cast<int>(finding.severity)] + (finding.hard ? "!" : "");
  }
  return all;
}

Finding first(const std::string& spec, const Facts& facts) {
  const auto findings = judge(ask(spec), facts);
  REQUIRE_FALSE(findings.empty());
  return findings.front();
}

std::string commands(const Finding& finding) {
  std::string all;
  for (const auto& remedy : finding.remedies) all += remedy.command.value_or("") + '\n';
  return all;
}

using State = SocketState;

}  // namespace

TEST_CASE("Linux: who is on the port makes the finding") {
  const auto taken = BindOutcome::in_use;
  const auto ok = BindOutcome::ok;
  struct Row {
    const char* name;
    const char* spec;
    Facts facts;
    const char* told;
  };
  const Row table[] = {
      {"free", "8000", linux_facts(ok), ""},
      {"listener", "8000",
       linux_facts(taken, {on_linux("127.0.0.1", State::listen, {7})}, {owner(7)}),
       "in-use/blocker"},
      {"dual-stack listener before IPv4", "0.0.0.0:8000",
       linux_facts(taken, {on_linux("::", State::listen, {7})}, {owner(7)}), "in-use/blocker"},
      {"a foreign user's, seen", "8000",
       linux_facts(taken, {on_linux("0.0.0.0", State::listen, {7}, 0)},
                   {owner(7, "nginx", Reach::foreign)}),
       "in-use/blocker!"},
      {"bound", "8000", linux_facts(taken, {on_linux("0.0.0.0", State::bound, {7})}, {owner(7)}),
       "bound/blocker"},
      {"connected", "8000",
       linux_facts(taken, {on_linux("0.0.0.0", State::connected, {7})}, {owner(7)}),
       "in-use/blocker"},
      {"UDP", "8000/udp", linux_facts(taken, {on_linux("0.0.0.0", State::bound, {7})}, {owner(7)}),
       "in-use/blocker"},
      {"time-wait", "8000", linux_facts(taken, {on_linux("127.0.0.1", State::time_wait, {}, 0, 0)}),
       "time-wait/blocker"},
      {"a closed connection that the other side did not close", "8000",
       linux_facts(taken, {on_linux("127.0.0.1", State::connected, {}, 0, 0)}),
       "time-wait/blocker"},
      {"such a one beside a living one", "8000",
       linux_facts(taken,
                   {on_linux("127.0.0.1", State::connected, {}, 0, 0),
                    on_linux("127.0.0.1", State::connected, {7})},
                   {owner(7)}),
       "in-use/blocker"},
      {"privileged", "80", linux_facts(BindOutcome::denied), "privileged/blocker!"},
      {"denied", "8000", linux_facts(BindOutcome::denied), "denied/blocker!"},
      {"not local", "10.9.9.9:8000", linux_facts(BindOutcome::not_local),
       "address-not-local/blocker"},
      {"no IPv6", "[::1]:8000", linux_facts(BindOutcome::unsupported), "address-not-local/blocker"},
      {"could not ask", "8000", linux_facts(BindOutcome::failed), "check.denied/error"},
      {"taken, nobody seen", "8000", linux_facts(taken), "owner-unknown/blocker"},
      {"a kernel's socket", "8000", linux_facts(taken, {on_linux("0.0.0.0", State::listen, {})}),
       "in-use/blocker owner-unknown/info"},
      {"a foreign user's, unseen", "8000",
       linux_facts(taken, {on_linux("0.0.0.0", State::listen, {}, 0)}),
       "in-use/blocker! owner-unknown/info"},
      {"ours beside a foreign one, unseen", "8000",
       linux_facts(taken,
                   {on_linux("127.0.0.1", State::listen, {7}),
                    on_linux("127.0.0.2", State::listen, {}, 0, 78)},
                   {owner(7)}),
       "in-use/blocker! owner-unknown/info"},
      {"ghost", "8000", linux_facts(taken, {on_linux("0.0.0.0", State::listen, {9})}),
       "in-use/blocker"},
      {"two with SO_REUSEPORT", "8000",
       linux_facts(taken,
                   {on_linux("0.0.0.0", State::listen, {7}, 1000, 77),
                    on_linux("0.0.0.0", State::listen, {8}, 1000, 78)},
                   {owner(7), owner(8)}),
       "shared/blocker"},
      {"one with SO_REUSEPORT, twice", "8000",
       linux_facts(taken,
                   {on_linux("0.0.0.0", State::listen, {7}, 1000, 77),
                    on_linux("0.0.0.0", State::listen, {7}, 1000, 78)},
                   {owner(7)}),
       "in-use/blocker"},
      {"IPv6 beside IPv4", "127.0.0.1:8000",
       linux_facts(ok, {on_linux("::1", State::listen, {7})}, {owner(7)}), "shadowed/warning"},
      {"IPv4 beside IPv6", "[::1]:8000",
       linux_facts(ok, {on_linux("0.0.0.0", State::listen, {7})}, {owner(7)}), "shadowed/warning"},
      {"another address of the machine", "127.0.0.1:8000",
       linux_facts(ok, {on_linux("10.1.1.1", State::listen, {7})}, {owner(7)}), ""},
  };
  for (const auto& row : table) {
    INFO(row.name);
    CHECK(told(row.spec, row.facts) == row.told);
  }
}

TEST_CASE("who asks for [::] beside an IPv4 server learns which servers cannot start") {
  const auto linux = linux_facts(BindOutcome::ok, {on_linux("0.0.0.0", State::listen, {7})}, {});
  CHECK(first("[::]:8000", linux).cause.value_or("").find("--port 8000") != std::string::npos);
  CHECK_FALSE(first("[::1]:8000", linux).cause);
  const auto windows = windows_facts(0, {held("0.0.0.0", State::listen, {7})}, {});
  for (const auto& finding : judge(ask("[::]:8000"), windows)) CHECK_FALSE(finding.cause);
}

TEST_CASE("Linux: root is held up by no other user") {
  auto facts = linux_facts(BindOutcome::in_use, {on_linux("0.0.0.0", State::listen, {}, 1234)});
  facts.elevated = true;
  facts.own_uid = 0;
  CHECK(told("8000", facts) == "in-use/blocker owner-unknown/info");
}

TEST_CASE("Linux: every owner of a forked server is named, as a listener") {
  const auto facts =
      linux_facts(BindOutcome::in_use, {on_linux("0.0.0.0", State::listen, {7, 8, 9})},
                  {owner(7), owner(8), owner(9)});
  const auto finding = first("8000", facts);
  CHECK(finding.code == "port.in-use");
  REQUIRE(finding.processes.size() == 3);
  for (const auto& process : finding.processes) CHECK(process.role == Role::listener);
  CHECK(finding.message.find("0.0.0.0:8000") != std::string::npos);
}

TEST_CASE("Linux: a listener goes before what else is on the port") {
  const auto facts = linux_facts(
      BindOutcome::in_use,
      {on_linux("127.0.0.1", State::connected, {6}), on_linux("0.0.0.0", State::listen, {7})},
      {owner(6), owner(7)});
  const auto finding = first("8000", facts);
  REQUIRE(finding.processes.size() == 1);
  CHECK(finding.processes[0].pid == 7);
}

TEST_CASE("Linux: unseen processes are counted where the owner is not known") {
  auto facts = linux_facts(BindOutcome::in_use, {on_linux("0.0.0.0", State::listen, {}, 0)});
  facts.unseen_processes = 12;
  const auto findings = judge(ask("8000"), facts);
  REQUIRE(findings.size() == 2);
  CHECK_THAT(findings[1].cause.value_or(""), Catch::Contains("12 processes"));
  CHECK(commands(findings[1]) == "sudo preflight port 8000\n");
  // The only advice there is stands with what blocks; what is known by itself is said as such.
  CHECK(commands(findings[0]) == "sudo preflight port 8000\n");
  facts.unseen_processes = 0;
  facts.free_port = 8001;
  CHECK(first("8000", facts).remedies.front().text ==
        "let the server use another port: 8001 is free");
}

TEST_CASE("Linux: a gap hides a name, not the answer of the bind") {
  auto facts = linux_facts(BindOutcome::ok);
  facts.gaps = {{"/proc/net/tcp", {13}, "cannot be read"}};
  CHECK(told("8000", facts) == "check.denied/info");
  facts.binds[0].outcome = BindOutcome::in_use;
  CHECK(told("8000", facts) == "owner-unknown/blocker check.denied/info");
}

TEST_CASE("Linux: Docker's proxy stands for a container") {
  auto proxy = owner(7, "docker-proxy", Reach::foreign);
  proxy.process.command_line =
      "/usr/bin/docker-proxy -proto tcp -host-ip 0.0.0.0 -host-port 8000 -container-ip 172.17.0.2 "
      "-container-port 80";
  const auto facts =
      linux_facts(BindOutcome::in_use, {on_linux("0.0.0.0", State::listen, {7}, 0)}, {proxy});
  const auto finding = first("8000", facts);
  CHECK(finding.code == "port.forwarded");
  CHECK(finding.severity == Severity::blocker);
  CHECK_THAT(finding.cause.value_or(""), Catch::Contains("172.17.0.2, port 80"));
  CHECK(commands(finding).find("kill") == std::string::npos);
}

TEST_CASE("a port that clients are given is told only where nothing is wrong") {
  auto facts = linux_facts(BindOutcome::ok);
  facts.ephemeral = PortRange{32768, 60999};
  CHECK(told("32767", facts).empty());
  CHECK(told("32768", facts) == "ephemeral-range/info");
  CHECK(told("60999", facts) == "ephemeral-range/info");
  CHECK(told("61000", facts).empty());
  facts = linux_facts(BindOutcome::in_use, {on_linux("0.0.0.0", State::listen, {7})}, {owner(7)});
  facts.ephemeral = PortRange{32768, 60999};
  CHECK(told("40000", facts) == "in-use/blocker");
}

TEST_CASE("a free port is offered where one was found") {
  auto facts =
      linux_facts(BindOutcome::in_use, {on_linux("0.0.0.0", State::listen, {7})}, {owner(7)});
  facts.free_port = 8001;
  CHECK_THAT(first("8000", facts).remedies.back().text, Catch::Contains("8001 is free"));
}

TEST_CASE("Windows: rows of the tables and the bind make the finding") {
  const auto listener = held("0.0.0.0", State::listen, {7});
  struct Row {
    const char* name;
    const char* spec;
    Facts facts;
    const char* told;
  };
  const Row table[] = {
      {"free", "8000", windows_facts(0), ""},
      {"listener", "8000", windows_facts(windows_in_use, {listener}, {owner(7)}), "in-use/blocker"},
      {"10013, nobody", "8000", windows_facts(windows_denied), "reserved-range/blocker!"},
      {"10013, nobody, low port", "80", windows_facts(windows_denied), "reserved-range/blocker!"},
      {"10013, a listener", "8000", windows_facts(windows_denied, {listener}, {owner(7)}),
       "in-use/blocker"},
      {"10013, another user's listener", "8000",
       windows_facts(windows_denied, {listener}, {owner(7, "w3wp.exe", Reach::foreign)}),
       "in-use/blocker!"},
      {"10013, a listener on another address", "127.0.0.1:8000",
       windows_facts(windows_denied, {held("10.1.1.1", State::listen, {7})}, {owner(7)}),
       "reserved-range/blocker!"},
      {"bind goes well beside a listener", "127.0.0.1:8000",
       windows_facts(0, {listener}, {owner(7)}), "in-use/blocker"},
      {"http.sys", "80", windows_facts(windows_in_use, {held("0.0.0.0", State::listen, {4})}),
       "held-by-system/blocker!"},
      {"file server", "445", windows_facts(windows_denied, {held("0.0.0.0", State::listen, {4})}),
       "held-by-system/blocker!"},
      {"two on one address", "8000",
       windows_facts(windows_in_use, {listener, held("0.0.0.0", State::listen, {8})},
                     {owner(7), owner(8)}),
       "shared/blocker"},
      {"two, and a bind that goes well", "8000",
       windows_facts(0, {listener, held("0.0.0.0", State::listen, {8})}, {owner(7), owner(8)}),
       "shared/blocker"},
      {"WSL", "8000", windows_facts(windows_in_use, {listener}, {owner(7, "wslrelay.exe")}),
       "forwarded/blocker"},
      {"ghost", "8000", windows_facts(windows_in_use, {held("0.0.0.0", State::listen, {9})}),
       "in-use/blocker"},
      {"a row without a pid", "8000",
       windows_facts(windows_in_use, {held("0.0.0.0", State::listen, {0})}),
       "in-use/blocker owner-unknown/info"},
      {"taken, nobody seen", "8000", windows_facts(windows_in_use), "owner-unknown/blocker"},
      {"IPv6 beside IPv4", "127.0.0.1:8000",
       windows_facts(0, {held("::1", State::listen, {7})}, {owner(7)}), "shadowed/warning"},
      {"leftovers that a plain bind passes", "8000",
       windows_facts(0, {held("127.0.0.1", State::time_wait, {0})}), ""},
      {"UDP", "8000/udp",
       windows_facts(windows_in_use, {held("0.0.0.0", State::bound, {7})}, {owner(7)}),
       "in-use/blocker"},
  };
  for (const auto& row : table) {
    INFO(row.name);
    CHECK(told(row.spec, row.facts) == row.told);
  }
}

TEST_CASE("Windows: a table that could not be read may hide a server that shares") {
  auto facts = windows_facts(0);
  facts.gaps = {{"the table of IPv4 sockets", {5}, "cannot be read"}};
  CHECK(told("8000", facts) == "check.denied/error");
  facts.binds[0].outcome = BindOutcome::in_use;
  CHECK(told("8000", facts) == "owner-unknown/blocker check.denied/info");
}

TEST_CASE("Windows: one family of two is enough to be in the way") {
  auto facts = windows_facts(0, {held("::", State::listen, {7})}, {owner(7)});
  facts.binds.push_back({any_v6(), BindOutcome::in_use, {windows_in_use}});
  CHECK(told("8000", facts) == "in-use/blocker");
  facts = windows_facts(windows_denied);
  facts.binds.push_back({any_v6(), BindOutcome::ok, {}});
  CHECK(told("8000", facts) == "reserved-range/blocker!");
}

TEST_CASE("Windows: a ghost is told by its number") {
  const auto facts = windows_facts(windows_in_use, {held("0.0.0.0", State::listen, {9})});
  const auto finding = first("8000", facts);
  CHECK_THAT(finding.message, Catch::Contains("pid 9") && Catch::Contains("no longer"));
  CHECK(finding.processes.empty());
}

TEST_CASE("Windows: a port proxy is taken away, not its service ended") {
  auto facts = windows_facts(windows_in_use, {held("0.0.0.0", State::listen, {7})},
                             {owner(7, "svchost.exe", Reach::foreign)});
  facts.proxies = {{"0.0.0.0/18000", "1.1.1.1/80"}, {"0.0.0.0/8000", "172.20.1.2/80"}};
  const auto finding = first("8000", facts);
  CHECK(finding.code == "port.forwarded");
  CHECK(finding.hard);
  CHECK_THAT(finding.message, Catch::Contains("172.20.1.2/80"));
  CHECK(commands(finding) ==
        "netsh interface portproxy delete v4tov4 listenport=8000 listenaddress=0.0.0.0\n");
  facts.elevated = true;
  CHECK_FALSE(first("8000", facts).hard);
}

TEST_CASE("Windows: what is reserved names its range and a way out") {
  auto facts = windows_facts(windows_denied);
  facts.administered = {{8000, 8009}};
  facts.ephemeral = PortRange{1024, 15000};
  const auto finding = first("8000", facts);
  CHECK(finding.evidence["error_number"] == windows_denied);
  CHECK(finding.evidence["reserved_by_administrator"] == Value{8000, 8009});
  CHECK_THAT(commands(finding), Catch::Contains("startport=8000 numberofports=1") &&
                                    Catch::Contains("dynamicport tcp start=49152"));
  CHECK_FALSE(first("8010", facts).evidence.contains("reserved_by_administrator"));
}

}  // namespace preflight::port
