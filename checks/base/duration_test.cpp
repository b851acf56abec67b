#include "checks/base/duration.hpp"

#include "tests/support/catch.hpp"

namespace preflight {

using namespace std::chrono_literals;

TEST_CASE("durations as users write them", "[base]") {
  CHECK(parse_duration("250ms") == 250ms);
  CHECK(parse_duration("2s") == 2s);
  CHECK(parse_duration("1.5s") == 1500ms);
  CHECK(parse_duration("5m") == 5min);
  CHECK(parse_duration("3") == 3s);
  CHECK(parse_duration("0") == 0ms);
  CHECK(parse_duration("1h") == 1h);
}

TEST_CASE("what is no duration is refused", "[base]") {
  for (const auto* bad : {"", "s", "-1", "-1s", "1x", "1 s", "1ss", "inf", "nan", "1e400", "1e9h",
                          "99999999999999999999", "0x10", "+1"})
    CHECK_FALSE(parse_duration(bad));
}

TEST_CASE("durations are shown in the unit that fits", "[base]") {
  CHECK(format_duration(850ms) == "850 ms");
  CHECK(format_duration(2500ms) == "2.5 s");
  CHECK(format_duration(3min) == "3 min");
  CHECK(format_duration(2h) == "2 h");
}

}  // namespace preflight
