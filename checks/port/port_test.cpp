// What a spec means, what stands in its way, and addresses as text.
#include "checks/port/port.hpp"

#include "tests/support/catch.hpp"

namespace preflight::port {

namespace {

Query query_of(const std::string& spec) {
  INFO(spec);
  auto parsed = parse(Request{spec, {}, false});
  if (const auto* error = std::get_if<UsageError>(&parsed)) FAIL(error->message);
  return std::get<Query>(parsed);
}

Socket on(const std::string& address, bool dual = false) {
  Socket socket;
  socket.local = parse_address(address).value();
  socket.state = SocketState::listen;
  socket.dual_stack = dual;
  return socket;
}

std::string round_trip(const std::string& address) {
  const auto parsed = parse_address(address);
  return parsed ? text(*parsed) : "none";
}

}  // namespace

TEST_CASE("a spec names address, port and protocol") {
  const std::pair<const char*, const char*> table[] = {
      {"8000", "*:8000/tcp"},
      {":8000", "*:8000/tcp"},
      {"*:8000", "*:8000/tcp"},
      {"8000/tcp", "*:8000/tcp"},
      {":8000/udp", "*:8000/udp"},
      {"1", "*:1/tcp"},
      {"65535", "*:65535/tcp"},
      {"127.0.0.1:8000", "127.0.0.1:8000/tcp"},
      {"localhost:8000", "127.0.0.1:8000/tcp"},
      {"0.0.0.0:53/udp", "0.0.0.0:53/udp"},
      {"[::1]:8000", "[::1]:8000/tcp"},
      {"[::]:8000/udp", "[::]:8000/udp"},
      {"[2001:DB8:0:0::1]:8000", "[2001:db8::1]:8000/tcp"},
  };
  for (const auto& [spec, target] : table) {
    INFO(spec);
    CHECK(target_of(query_of(spec)) == target);
  }
  CHECK_FALSE(query_of("*:8000").address);
  CHECK(query_of("0.0.0.0:8000").address == any_v4());
}

TEST_CASE("a wrong spec is told with its own text") {
  for (const auto* spec : {"",
                           ":",
                           "0",
                           "65536",
                           "99999999999999999999999",
                           "-1",
                           "+1",
                           " 8000",
                           "8000 ",
                           "80x",
                           "0x50",
                           "8000/",
                           "/tcp",
                           "8000/TCP",
                           "8000/sctp",
                           "8000/tcp/udp",
                           "127.0.0.1",
                           "127.0.0.1:",
                           "127.0.0.1:0",
                           "127.0.0:8000",
                           "127.0.0.256:8000",
                           "127.0.0.01:8000",
                           "example.org:8000",
                           "::1:8000",
                           "[::1]",
                           "[::1]8000",
                           "[::1:8000",
                           "[]:8000",
                           "[*]:8000",
                           "[127.0.0.1]:8000",
                           "[::1%lo]:8000",
                           "[::g]:8000",
                           "[::1]:",
                           "http://127.0.0.1:8000"}) {
    INFO(spec);
    const auto parsed = parse(Request{spec, {}, false});
    REQUIRE(std::holds_alternative<UsageError>(parsed));
    const auto& message = std::get<UsageError>(parsed).message;
    CHECK_THAT(message, Catch::StartsWith("--port: '" + std::string(spec) + "' "));
    CHECK(message.find('\n') == std::string::npos);
  }
}

TEST_CASE("a spec asked by hand stays so") {
  CHECK(std::get<Query>(parse(Request{"8000", {}, true})).inspect);
  CHECK_FALSE(query_of("8000").inspect);
}

TEST_CASE("which sockets stand in the way of which address") {
  struct Row {
    const char* spec;
    Socket socket;
    bool overlaps;
  };
  const Row table[] = {
      {"127.0.0.1:80", on("127.0.0.1"), true},
      {"127.0.0.1:80", on("0.0.0.0"), true},
      {"127.0.0.1:80", on("127.0.0.2"), false},
      {"127.0.0.1:80", on("::", true), true},
      {"127.0.0.1:80", on("::", false), false},
      {"127.0.0.1:80", on("::1"), false},
      {"127.0.0.1:80", on("::ffff:127.0.0.1"), true},
      {"127.0.0.1:80", on("::ffff:0.0.0.0"), true},
      {"127.0.0.1:80", on("::ffff:127.0.0.2"), false},
      {"0.0.0.0:80", on("127.0.0.1"), true},
      {"0.0.0.0:80", on("0.0.0.0"), true},
      {"0.0.0.0:80", on("::", true), true},
      {"0.0.0.0:80", on("::", false), false},
      {"0.0.0.0:80", on("::1"), false},
      {"0.0.0.0:80", on("::ffff:127.0.0.1"), true},
      {"[::1]:80", on("::1"), true},
      {"[::1]:80", on("::", true), true},
      {"[::1]:80", on("::", false), true},
      {"[::1]:80", on("::2"), false},
      {"[::1]:80", on("0.0.0.0"), false},
      {"[::]:80", on("::1"), true},
      {"[::]:80", on("0.0.0.0"), false},
      {"80", on("127.0.0.1"), true},
      {"80", on("::1"), true},
      {"80", on("::", false), true},
  };
  for (const auto& row : table) {
    INFO(row.spec << " and " << text(row.socket.local) << (row.socket.dual_stack ? " dual" : ""));
    CHECK(overlaps(query_of(row.spec), row.socket) == row.overlaps);
  }
}

TEST_CASE("addresses are written as RFC 5952 asks") {
  const std::pair<const char*, const char*> table[] = {
      {"0.0.0.0", "0.0.0.0"},
      {"255.255.255.255", "255.255.255.255"},
      {"::", "::"},
      {"::1", "::1"},
      {"1::", "1::"},
      {"0:0:0:0:0:0:0:1", "::1"},
      {"2001:0DB8::00ab", "2001:db8::ab"},
      {"2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"},
      {"2001:0:0:1:0:0:0:1", "2001:0:0:1::1"},
      {"2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"},
      {"1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"},
      {"::ffff:10.0.0.1", "::ffff:10.0.0.1"},
      {"::ffff:0a00:0001", "::ffff:10.0.0.1"},
      {"64:ff9b::1.2.3.4", "64:ff9b::102:304"},
      {"1:2:3:4:5:6:7.8.9.10", "1:2:3:4:5:6:708:90a"},
  };
  for (const auto& [given, written] : table) {
    INFO(given);
    CHECK(round_trip(given) == written);
    CHECK(round_trip(written) == written);
  }
  CHECK(text(loopback_v4(), 80) == "127.0.0.1:80");
  CHECK(text(loopback_v6(), 80) == "[::1]:80");
}

TEST_CASE("what is no address is none") {
  for (const auto* given : {"",
                            ".",
                            "1",
                            "1.2.3",
                            "1.2.3.4.5",
                            "1.2.3.",
                            "1.2.3.-4",
                            "1.2.3.256",
                            "01.2.3.4",
                            " 1.2.3.4",
                            ":",
                            ":::",
                            "1:",
                            ":1",
                            "1::2::3",
                            "1:2:3:4:5:6:7",
                            "1:2:3:4:5:6:7:8:9",
                            "1::2:3:4:5:6:7:8",
                            "12345::",
                            "::g",
                            "::1%eth0",
                            "[::1]",
                            "1.2.3.4::",
                            "1.2.3.4::1",
                            "::1.2.3.4:5",
                            "::1.2.3",
                            "::256.0.0.1"}) {
    INFO(given);
    CHECK(round_trip(given) == "none");
  }
}

TEST_CASE("wildcards and loopbacks") {
  CHECK(is_wildcard(any_v4()));
  CHECK(is_wildcard(any_v6()));
  CHECK_FALSE(is_wildcard(loopback_v4()));
  CHECK(is_loopback(loopback_v6()));
  CHECK(is_loopback(parse_address("127.9.9.9").value()));
  CHECK_FALSE(is_loopback(parse_address("128.0.0.1").value()));
  CHECK_FALSE(is_loopback(parse_address("7f00::1").value()));
}

}  // namespace preflight::port
