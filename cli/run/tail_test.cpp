#include "cli/run/tail.hpp"

#include "tests/support/catch.hpp"

namespace preflight::run {

TEST_CASE("of much that was said the end is kept, in whole lines") {
  Tail tail;
  for (int i = 0; i < 20'000; ++i) tail.add("line " + std::to_string(i) + "\n");
  const auto said = tail.said();
  REQUIRE(said.lines.size() == 20);
  CHECK(said.lines.front() == "line 19980");
  CHECK(said.lines.back() == "line 19999");
}

TEST_CASE("a line without an end, and none at all") {
  Tail tail;
  CHECK(tail.said().lines.empty());
  tail.add("Err");
  tail.add("or: x\r\n\n");
  tail.add("last");
  CHECK(tail.said().lines == std::vector<std::string>{"Error: x", "last"});
}

TEST_CASE("one line that never ends is bounded") {
  Tail tail;
  for (int i = 0; i < 100; ++i) tail.add(std::string(4096, 'x'));
  const auto said = tail.said();
  REQUIRE(said.lines.size() == 1);
  CHECK(said.lines.front().size() <= 400);
}

}  // namespace preflight::run
