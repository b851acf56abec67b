// Numbers and names of Linux's codes against those of the running system.
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

#include "checks/codes/all.hpp"
#include "checks/codes/codes.hpp"
#include "tests/support/catch.hpp"

namespace preflight::codes {

TEST_CASE("errno has the numbers and names of the system") {
  for_each_code([](const Code& code) {
    if (code.family != Family::posix) return;
    CAPTURE(code.symbol);
    const char* name = strerrorname_np(static_cast<int>(*code.number));
    REQUIRE(name != nullptr);
    // ENOTSUP and EOPNOTSUPP are one number.
    CHECK((code.symbol == name || *code.number == EOPNOTSUPP));
  });
}

TEST_CASE("signals have the numbers and names of the system") {
  for (int signal = 1; signal <= 31; ++signal) {
    const char* name = sigabbrev_np(signal);
    REQUIRE(name != nullptr);
    CAPTURE(signal, name);
    // SIGPOLL is SIGIO.
    const auto* code = find(Family::exit_status, 128 + signal);
    REQUIRE(code != nullptr);
    CHECK((code->symbol == std::string("SIG") + name || code->symbol == "SIGIO"));
    CHECK(lookup(std::string("SIG") + name).front() == code);
  }
}

}  // namespace preflight::codes
