// A server whose queue is full: the kernel drops what comes, as a firewall does.
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

#include "checks/base/descriptor_linux.hpp"
#include "checks/reach/reach.hpp"
#include "tests/support/catch.hpp"

namespace preflight::reach {

TEST_CASE("a server that does not take its connections is not said to be up", "[reach]") {
  const Descriptor server{socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* const where = reinterpret_cast<sockaddr*>(&address);
  REQUIRE(bind(server.get(), where, length) == 0);
  REQUIRE(listen(server.get(), 0) == 0);
  REQUIRE(getsockname(server.get(), where, &length) == 0);
  std::vector<Descriptor> waiting;
  for (int i = 0; i < 3; ++i) {
    waiting.emplace_back(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    (void)connect(waiting.back().get(), where, length);
  }
  const Query query{"127.0.0.1", ntohs(address.sin_port)};
  const auto facts = probe(query, Deadline::in(std::chrono::milliseconds(300)));
  REQUIRE(facts.attempts.size() == 1);
  CHECK(facts.attempts[0].answer == Answer::timed_out);
  CHECK(facts.attempts[0].took >= std::chrono::milliseconds(250));
  CHECK(judge(query, facts)[0].code == "reach.timed-out");
}

}  // namespace preflight::reach
