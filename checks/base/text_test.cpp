#include "checks/base/text.hpp"

#include "tests/support/catch.hpp"

namespace preflight {

TEST_CASE("parse_unsigned takes the whole text or nothing", "[base]") {
  CHECK(parse_unsigned("8000") == 8000U);
  CHECK(parse_unsigned("1f40", 16) == 8000U);
  CHECK(parse_unsigned("18446744073709551615") == 18446744073709551615U);
  for (const auto* bad : {"", "+1", "-1", " 1", "1 ", "80x", "0x50", "18446744073709551616"})
    CHECK_FALSE(parse_unsigned(bad));
}

TEST_CASE("parse_u32 takes no more than 32 bits", "[base]") {
  CHECK(parse_u32("4294967295") == 4294967295U);
  CHECK(parse_u32("ffffffff", 16) == 4294967295U);
  CHECK_FALSE(parse_u32("4294967296"));
  CHECK_FALSE(parse_u32("-1"));
}

TEST_CASE("split keeps empty parts", "[base]") {
  CHECK(split("a::b", ':') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(split("", ':') == std::vector<std::string_view>{""});
}

TEST_CASE("trim takes blanks off both ends", "[base]") {
  CHECK(trim(" \ta b\r\n") == "a b");
  CHECK(trim(" \n ").empty());
}

TEST_CASE("lower changes the letters of ASCII and no other byte", "[base]") {
  CHECK(lower("AZ az @[`{ 09") == "az az @[`{ 09");
  CHECK(lower("\xC3\x84\xC1") == "\xC3\x84\xC1");
}

TEST_CASE("same_text looks past the case of ASCII alone", "[base]") {
  CHECK(same_text("", ""));
  CHECK(same_text("Path", "pATH"));
  CHECK_FALSE(same_text("path", "paths"));
  CHECK_FALSE(same_text("[", "{"));
  CHECK_FALSE(same_text("\xC4", "\xE4"));
}

TEST_CASE("count_of agrees with its number", "[base]") {
  CHECK(count_of(1, "process", "processes") == "1 process");
  CHECK(count_of(0, "process", "processes") == "0 processes");
}

}  // namespace preflight
