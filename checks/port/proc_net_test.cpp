// Lines of /proc/net/{tcp,tcp6,udp} as Linux writes them on a little-endian machine.
#include "checks/port/proc_net.hpp"

#include "tests/support/catch.hpp"

namespace preflight::port {

namespace {

const std::string heading =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout "
    "inode\n";

std::string line(const std::string& local, const std::string& remote, const std::string& state,
                 const std::string& inode = "26402") {
  return "   0: " + local + " " + remote + " " + state +
         " 00000000:00000000 00:00000000 00000000  1000        0 " + inode +
         " 1 ffff9a3f1f2d8000 100 0 0 10 0\n";
}

Socket only(const std::string& row, Protocol protocol = Protocol::tcp) {
  const auto table = parse_proc_net(heading + row, 8000, protocol);
  CHECK(table.unreadable == 0);
  REQUIRE(table.sockets.size() == 1);
  return table.sockets[0];
}

const std::string v4_listener = line("0100007F:1F40", "00000000:0000", "0A");
const std::string v6_listener =
    line("00000000000000000000000001000000:1F40", "00000000000000000000000000000000:0000", "0A");

}  // namespace

TEST_CASE("a listener in /proc/net/tcp") {
  const auto socket = only(v4_listener);
  CHECK(socket.local == loopback_v4());
  CHECK(socket.state == SocketState::listen);
  CHECK(socket.uid == 1000U);
  CHECK(socket.inode == 26402);
  CHECK_FALSE(socket.remote);
}

TEST_CASE("a listener in /proc/net/tcp6") {
  CHECK(only(v6_listener).local == loopback_v6());
  CHECK_FALSE(only(v6_listener).dual_stack);
  const std::string any(32, '0');
  CHECK(only(line(any + ":1F40", any + ":0000", "0A")).dual_stack);
  // ::ffff:127.0.0.1, the local end of a connection that a dual-stack server took
  const auto mapped = only(
      line("0000000000000000FFFF00000100007F:1F40", "0000000000000000FFFF00000100007F:9C40", "01"));
  CHECK(text(mapped.local) == "::ffff:127.0.0.1");
  CHECK(mapped.remote_port == 40000);
}

TEST_CASE("states in /proc/net") {
  const auto state = [](const std::string& number, const std::string& remote, Protocol protocol) {
    return only(line("0100007F:1F40", remote, number), protocol).state;
  };
  CHECK(state("01", "0200007F:9C40", Protocol::tcp) == SocketState::connected);
  CHECK(state("05", "0200007F:9C40", Protocol::tcp) == SocketState::connected);
  CHECK(state("06", "0200007F:9C40", Protocol::tcp) == SocketState::time_wait);
  CHECK(state("07", "00000000:0000", Protocol::tcp) == SocketState::bound);
  CHECK(state("0A", "00000000:0000", Protocol::tcp) == SocketState::listen);
  CHECK(state("07", "00000000:0000", Protocol::udp) == SocketState::bound);
  CHECK(state("01", "0200007F:0035", Protocol::udp) == SocketState::connected);
}

TEST_CASE("other ports and the heading are passed over") {
  const auto table = parse_proc_net(
      heading + line("0100007F:1F41", "00000000:0000", "0A") + v4_listener + v6_listener, 8000,
      Protocol::tcp);
  CHECK(table.sockets.size() == 2);
  CHECK(table.unreadable == 0);
  // A remote port is not a local one.
  CHECK(parse_proc_net(heading + line("0100007F:9C40", "0100007F:1F40", "01"), 8000, Protocol::tcp)
            .sockets.empty());
  CHECK(parse_proc_net("", 8000, Protocol::tcp).sockets.empty());
  CHECK(parse_proc_net(heading, 8000, Protocol::tcp).unreadable == 0);
}

TEST_CASE("lines that are none are counted, not guessed") {
  for (const auto& wrong :
       {std::string("nonsense\n"), line("0100007F", "00000000:0000", "0A"),
        line("0100007:1F40", "00000000:0000", "0A"), line("0100007G:1F40", "00000000:0000", "0A"),
        line("0100007F:1F400", "00000000:0000", "0A"), line("0100007F:", "00000000:0000", "0A"),
        line("0100007F:1F40", "00000000:0000", "ZZ"), line("0100007F:1F40", "-", "0A"),
        line("0100007F:1F40", "00000000:0000", "0A", "-1"),
        line("0100007F:1F40", "00000000:0000", "0A", "99999999999999999999999")}) {
    INFO(wrong);
    const auto table = parse_proc_net(heading + wrong + v4_listener, 8000, Protocol::tcp);
    CHECK(table.unreadable == 1);
    CHECK(table.sockets.size() == 1);
  }
}

TEST_CASE("a table cut off anywhere has no more than the whole") {
  const auto whole = heading + v4_listener + v6_listener;
  for (std::size_t size = 0; size < whole.size(); ++size) {
    INFO(size);
    const std::string part(whole, 0, size);
    const auto table = parse_proc_net(part, 8000, Protocol::tcp);
    CHECK(table.sockets.size() <= 2);
    CHECK(table.sockets.size() + table.unreadable <= 2);
    if (size <= heading.size()) CHECK(table.sockets.empty());
  }
}

}  // namespace preflight::port
