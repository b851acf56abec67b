#include "checks/exec/command_words.hpp"

#include "tests/support/catch.hpp"

namespace preflight::exec {

namespace {

using Words = std::vector<std::string>;

Words words(std::string_view text) {
  const auto result = command_words(text);
  REQUIRE(std::holds_alternative<Words>(result));
  return std::get<Words>(result);
}

std::string why_not(std::string_view text) {
  const auto result = command_words(text);
  REQUIRE(std::holds_alternative<NoCommand>(result));
  return std::get<NoCommand>(result).why;
}

}  // namespace

TEST_CASE("a command falls into words at blanks") {
  CHECK(words("check_disk -w 10%\t/srv\n") == Words{"check_disk", "-w", "10%", "/srv"});
  CHECK(words("  a  b ") == Words{"a", "b"});
}

TEST_CASE("quotes keep words together, and make empty ones") {
  CHECK(words("sh -c 'exit \"2\"'") == Words{"sh", "-c", "exit \"2\""});
  CHECK(words("a \"b c\"d'e f' \"\" ''") == Words{"a", "b cde f", "", ""});
}

TEST_CASE("a backslash is itself, but for a quote between double quotes") {
  CHECK(words(R"("C:\my app\x.exe" C:\logs\ '\"')") ==
        Words{R"(C:\my app\x.exe)", R"(C:\logs\)", R"(\")"});
  CHECK(words(R"(a "say \"x\"")") == Words{"a", R"(say "x")"});
}

TEST_CASE("nothing is expanded") {
  CHECK(words("a $HOME * `b` ; | >c") == Words{"a", "$HOME", "*", "`b`", ";", "|", ">c"});
}

TEST_CASE("what is no command") {
  CHECK(why_not("") == "names no program");
  CHECK(why_not(" \t") == "names no program");
  CHECK(why_not("'' a") == "names no program");
  CHECK(why_not("a 'b") == "has a quote that nothing closes");
  CHECK(why_not("a \"b\\\"") == "has a quote that nothing closes");
  CHECK(why_not(std::string_view("a\0b", 3)) == "has a zero byte in it");
  CHECK(why_not(std::string_view("a '\0'", 5)) == "has a zero byte in it");
}

}  // namespace preflight::exec
