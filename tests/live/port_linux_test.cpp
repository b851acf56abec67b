// Real sockets of other processes in every state: what is told about a port is the truth, which is
// what a server meets that sets SO_REUSEADDR, binds and listens at the same moment.
#include <system_error>

#include "checks/port/port.hpp"
#include "tests/live/as_nobody_linux.hpp"
#include "tests/live/outcome.hpp"
#include "tests/support/actor_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/sockets.hpp"

namespace preflight::test {

namespace {

Outcome look(const std::string& spec) {
  return std::get<Job>(port::check().prepare(Request{spec, {}, false}))
      .run(Deadline::in(std::chrono::seconds(20)));
}

const Finding* port_finding(const Outcome& outcome, const std::string& code) {
  for (const auto& finding : outcome.findings)
    if (finding.code == "port." + code) return &finding;
  return nullptr;
}

std::string summary_and_codes(const Outcome& outcome) {
  return outcome.summary + " |" + short_codes(outcome);
}

// Could a server start? No address: both families by one socket.
bool server_starts(const std::string& address, std::uint16_t number, bool udp = false) {
  SocketOptions options{.address = address.empty() ? "::" : address, .port = number, .udp = udp};
  options.reuse_address = !udp;
  options.dual = address.empty();
  options.v6_only = !options.dual && address.find(':') != std::string::npos;
  try {
    const Socket server(options);
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

std::string spec_of(const std::string& address, std::uint16_t number) {
  const bool v6 = address.find(':') != std::string::npos;
  return (v6 ? "[" + address + "]" : address) + ":" + std::to_string(number);
}

// The verdict on each address is what a server meets there, and blockers name `pid` (0: nobody).
void compare(std::uint16_t number, std::uint32_t pid) {
  for (const std::string address : {"", "0.0.0.0", "127.0.0.1", "127.0.0.2", "::", "::1"}) {
    const auto outcome = look(spec_of(address, number));
    INFO(spec_of(address, number) << ": " << summary_and_codes(outcome));
    const auto* const found = blocker(outcome);
    CHECK((found == nullptr) == server_starts(address, number));
    if (found != nullptr && pid != 0) CHECK(names_pid(*found, pid));
  }
}

// A server in another process that has let a client in and is gone, with the connection closed by
// the server first: what is left is TIME_WAIT once the client has closed too.
std::uint16_t leave_time_wait(const std::string& address, bool reuse_address, bool client_closes,
                              std::vector<Socket>& clients) {
  SocketOptions options{.address = address};
  options.reuse_address = reuse_address;
  options.dual = address == "::";
  Socket server(options);
  const auto number = server.port();
  Socket client = Socket::connect("127.0.0.1", number);
  { const Socket accepted = server.accept(); }
  if (!client_closes) clients.push_back(std::move(client));
  return number;
}

// What `look` tells to user nobody.
std::string seen_by_nobody(const std::string& spec) { return ask_nobody("[nobody]", spec); }

}  // namespace

TEST_CASE("a free port is free on every address") { compare(free_port(), 0); }

TEST_CASE("who has a port is named, and the verdict is what a server meets") {
  const std::vector<std::string> table[] = {
      {"127.0.0.1", "0"},
      {"0.0.0.0", "0"},
      {"::1", "0"},
      {"::", "0", "--dual"},
      {"::", "0", "--v6only"},
      {"::ffff:127.0.0.1", "0", "--dual"},
      {"0.0.0.0", "0", "--reuseaddr"},
      {"127.0.0.1", "0", "--reuseport"},
      {"127.0.0.1", "0", "--bind-only"},
      {"0.0.0.0", "0", "--bind-only"},
      {"::", "0", "--bind-only", "--dual"},
      {"127.0.0.1", "0", "--bind-only", "--reuseaddr"},
  };
  for (const auto& row : table) {
    std::vector<std::string> words{"listen"};
    words.insert(words.end(), row.begin(), row.end());
    const ActorProcess holder(words);
    INFO(row[0] << " " << row.back());
    compare(holder.port, holder.pid);
  }
}

TEST_CASE("a listener and a bound socket have codes of their own") {
  const ActorProcess listener({"listen", "127.0.0.1", "0"});
  const auto in_use = look(spec_of("127.0.0.1", listener.port));
  REQUIRE(port_finding(in_use, "in-use") != nullptr);
  CHECK(port_finding(in_use, "in-use")->processes.front().role == Role::listener);
  const ActorProcess bound({"listen", "127.0.0.1", "0", "--bind-only"});
  const auto outcome = look(spec_of("127.0.0.1", bound.port));
  INFO(summary_and_codes(outcome));
  REQUIRE(port_finding(outcome, "bound") != nullptr);
  CHECK(names_pid(*port_finding(outcome, "bound"), bound.pid));
}

TEST_CASE("an offered port is free") {
  const ActorProcess holder({"listen", "127.0.0.1", std::to_string(free_port())});
  const auto outcome = look(spec_of("127.0.0.1", holder.port));
  REQUIRE(outcome.facts.contains("free_port"));
  CHECK(server_starts("127.0.0.1", outcome.facts["free_port"].get<std::uint16_t>()));
}

TEST_CASE("all owners of a forked server are named") {
  const ActorProcess server({"listen", "127.0.0.1", "0", "+", "fork", "2"});
  REQUIRE(server.forked.size() == 2);
  const auto outcome = look(spec_of("127.0.0.1", server.port));
  const auto* const found = port_finding(outcome, "in-use");
  REQUIRE(found != nullptr);
  CHECK(found->processes.size() == 3);
  CHECK(names_pid(*found, server.pid));
  for (const auto pid : server.forked) CHECK(names_pid(*found, pid));
}

TEST_CASE("two servers with SO_REUSEPORT share") {
  const ActorProcess one({"listen", "127.0.0.1", "0", "--reuseport"});
  const ActorProcess two({"listen", "127.0.0.1", std::to_string(one.port), "--reuseport"});
  const auto outcome = look(spec_of("127.0.0.1", one.port));
  INFO(summary_and_codes(outcome));
  const auto* const found = port_finding(outcome, "shared");
  REQUIRE(found != nullptr);
  CHECK(names_pid(*found, one.pid));
  CHECK(names_pid(*found, two.pid));
}

TEST_CASE("an IPv6-only listener is beside an IPv4 server, not in its way") {
  const ActorProcess holder({"listen", "::", "0", "--v6only"});
  const auto outcome = look(spec_of("0.0.0.0", holder.port));
  INFO(summary_and_codes(outcome));
  CHECK(blocker(outcome) == nullptr);
  const auto* const found = port_finding(outcome, "shadowed");
  REQUIRE(found != nullptr);
  CHECK(found->severity == Severity::warning);
  CHECK(names_pid(*found, holder.pid));
}

TEST_CASE("UDP is a port of its own") {
  for (const std::string address : {"127.0.0.1", "0.0.0.0", "::1"}) {
    const ActorProcess holder({"listen", address, "0", "--udp"});
    const auto outcome = look(spec_of(address, holder.port) + "/udp");
    INFO(summary_and_codes(outcome));
    CHECK_FALSE(server_starts(address, holder.port, true));
    REQUIRE(blocker(outcome) != nullptr);
    CHECK(names_pid(*blocker(outcome), holder.pid));
    CHECK((blocker(look(spec_of(address, holder.port))) == nullptr) ==
          server_starts(address, holder.port));
  }
}

TEST_CASE("closed connections are in the way only of whom they keep from binding") {
  for (const std::string address : {"127.0.0.1", "0.0.0.0", "::"})
    for (const bool reuse : {false, true})
      for (const bool closed : {false, true}) {
        std::vector<Socket> clients;
        const auto number = leave_time_wait(address, reuse, closed, clients);
        INFO(address << (reuse ? " SO_REUSEADDR" : "") << (closed ? " closed" : " half-closed"));
        // Another thread of the kernel may still be at it: the truth is asked on both sides.
        const bool before = server_starts("127.0.0.1", number);
        const auto outcome = look(spec_of("127.0.0.1", number));
        INFO(summary_and_codes(outcome));
        if (before == server_starts("127.0.0.1", number)) {
          CHECK((blocker(outcome) == nullptr) == before);
          CHECK(before == reuse);
        }
        if (!reuse) {
          const auto* const found = port_finding(outcome, "time-wait");
          REQUIRE(found != nullptr);
          CHECK_FALSE(found->hard);
          CHECK(found->processes.empty());
        }
      }
}

TEST_CASE("an outgoing connection that was given the port is in the way") {
  Socket server(SocketOptions{});
  const ActorProcess client({"connect", "127.0.0.1", std::to_string(server.port())});
  const Socket accepted = server.accept();
  compare(client.port, client.pid);
  const auto outcome = look(spec_of("127.0.0.1", client.port));
  const auto* const found = port_finding(outcome, "in-use");
  REQUIRE(found != nullptr);
  CHECK(found->processes.front().role == Role::connected);
}

TEST_CASE("an address of another machine is none of ours") {
  const auto outcome = look("192.0.2.1:" + std::to_string(free_port()));
  CHECK(port_finding(outcome, "address-not-local") != nullptr);
}

TEST_CASE("looking leaves nothing behind") {
  const auto number = free_port();
  look(spec_of("", number));
  CHECK(server_starts("", number));
}

TEST_CASE("tells what user nobody sees", "[.nobody]") {
  const auto spec = become_nobody();
  if (!spec) return;
  tell_from_nobody(summary_and_codes(look(*spec)));
}

TEST_CASE("who may not see the owner is told so, and cannot clear it") {
  if (!root()) return;
  const ActorProcess holder({"listen", "127.0.0.1", "0"});
  const auto text = seen_by_nobody(spec_of("127.0.0.1", holder.port));
  CHECK_THAT(text, Catch::EndsWith("| in-use! owner-unknown"));
}

TEST_CASE("a user's own closed connections are no other user's") {
  if (!root()) return;
  std::vector<Socket> clients;
  const auto number = leave_time_wait("127.0.0.1", false, false, clients);
  CHECK_THAT(seen_by_nobody(spec_of("127.0.0.1", number)), Catch::EndsWith("| time-wait"));
}

TEST_CASE("a port for root is refused to others as such") {
  if (!root()) return;
  const auto text = seen_by_nobody("127.0.0.1:7");
  CHECK_THAT(text, Catch::EndsWith("| privileged!") || Catch::StartsWith("free"));
}

}  // namespace preflight::test
