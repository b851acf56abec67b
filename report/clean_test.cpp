#include "report/clean.hpp"

#include "tests/support/catch.hpp"

namespace preflight {

TEST_CASE("what a terminal would obey becomes visible") {
  CHECK(clean("plain text, \xc3\xa4 and \xe6\x97\xa5") == "plain text, \xc3\xa4 and \xe6\x97\xa5");
  CHECK(clean("\x1b[31mred\x07") == "\\x1b[31mred\\x07");
  CHECK(clean(std::string_view("a\0b", 3)) == "a\\x00b");
  CHECK(clean("a\r\n\tb\x7f") == "a\\x0d\\x0a\\x09b\\x7f");
  CHECK(clean("\xc2\x9b"
              "2J") == "\\u009b2J");  // C1: CSI in one character
  CHECK(clean("\xe2\x80\xae"
              "exe.txt") == "\\u202eexe.txt");  // right-to-left override
  CHECK(clean("a\xe2\x80\x8b"
              "b") == "a\\u200bb");                   // no width
  CHECK(clean("\xf3\xa0\x81\x81") == "\\U000e0041");  // a tag
}

TEST_CASE("bytes that are no UTF-8 are shown one by one") {
  CHECK(clean("\xff\xfe") == "\\xff\\xfe");
  CHECK(clean("\xc0\x80") == "\\xc0\\x80");                    // overlong
  CHECK(clean("\xed\xa0\x80") == "\\xed\\xa0\\x80");           // a surrogate
  CHECK(clean("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond U+10FFFF
  CHECK(clean("\xe6\x97") == "\\xe6\\x97");                    // cut off
  CHECK(clean("\xe6"
              "a") ==
        "\\xe6"
        "a");
  CHECK(clean("\x80") == "\\x80");
}

TEST_CASE("ASCII loses no character") {
  CHECK(clean_ascii("J\xc3\xb6rg \xf0\x9f\x98\x80 \xff\x1b") ==
        "J\\u00f6rg \\U0001f600 \\xff\\x1b");
}

TEST_CASE("every cut of a text is clean, and cleaning again changes nothing") {
  const std::string text = "a\xc3\xa4\xe6\x97\xa5\xf0\x9f\x98\x80\x1b[0m\xe2\x80\xae\xff";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const auto once = clean(text.substr(0, size));
    CHECK(clean(once) == once);
    for (const char c : clean_ascii(text.substr(0, size))) CHECK((c >= 0x20 && c < 0x7f));
  }
}

TEST_CASE("columns are counted by character, wide ones twice") {
  CHECK(display_width("abc") == 3);
  CHECK(display_width("\xc3\xa4") == 1);
  CHECK(display_width("\xe6\x97\xa5\xe6\x9c\xac") == 4);
  CHECK(display_width("e\xcc\x81") == 1);
  CHECK(display_width("") == 0);
}

}  // namespace preflight
