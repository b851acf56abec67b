#include "cli/nearest.hpp"

#include <array>

#include "tests/support/catch.hpp"

namespace preflight {

TEST_CASE("a slip of few edits is understood, more is not") {
  constexpr std::array<std::string_view, 3> known{"--port", "--strict", "port.in-use"};
  CHECK(nearest("--prot", known) == "--port");
  CHECK(nearest("--stric", known) == "--strict");
  CHECK(nearest("port.inuse", known) == "port.in-use");
  CHECK(nearest("--color", known).empty());
  CHECK(nearest("x", known).empty());
  CHECK(nearest("", known).empty());
  CHECK(nearest(std::string(100'000, '-'), known).empty());
  CHECK(did_you_mean("--prot", known) == " (did you mean '--port'?)");
  CHECK(did_you_mean("zzz", known).empty());
}

}  // namespace preflight
