#include "checks/exec/command_words.hpp"

#include "tests/support/catch.hpp"

namespace preflight::exec {

namespace {

using Words = std::vector<std::string>;

Words words_of(std::string_view text) {
  const auto result = command_words(text);
  REQUIRE(std::holds_alternative<Words>(result));
  return std::get<Words>(result);
}

std::string why_no_words(std::string_view text) {
  const auto result = command_words(text);
  REQUIRE(std::holds_alternative<NoCommand>(result));
  return std::get<NoCommand>(result).why;
}

}  // namespace

TEST_CASE("a command falls into words at blanks") {
  CHECK(words_of("check_disk -w 10%\t/srv\n") == Words{"check_disk", "-w", "10%", "/srv"});
  CHECK(words_of("  a  b ") == Words{"a", "b"});
}

TEST_CASE("quotes keep words together, and make empty ones") {
  CHECK(words_of("sh -c 'exit \"2\"'") == Words{"sh", "-c", "exit \"2\""});
  CHECK(words_of("a \"b c\"d'e f' \"\" ''") == Words{"a", "b cde f", "", ""});
}

TEST_CASE("a backslash is itself, but for a quote between double quotes") {
  CHECK(words_of(R"("C:\my app\x.exe" C:\logs\ '\"')") ==
        Words{R"(C:\my app\x.exe)", R"(C:\logs\)", R"(\")"});
  CHECK(words_of(R"(a "say \"x\"")") == Words{"a", R"(say "x")"});
}

TEST_CASE("nothing is expanded") {
  CHECK(words_of("a $HOME * `b` ; | >c") == Words{"a", "$HOME", "*", "`b`", ";", "|", ">c"});
}

TEST_CASE("what is no command") {
  CHECK(why_no_words("") == "names no program");
  CHECK(why_no_words(" \t") == "names no program");
  CHECK(why_no_words("'' a") == "names no program");
  CHECK(why_no_words("a 'b") == "has a quote that nothing closes");
  CHECK(why_no_words("a \"b\\\"") == "has a quote that nothing closes");
  CHECK(why_no_words(std::string_view("a\0b", 3)) == "has a zero byte in it");
  CHECK(why_no_words(std::string_view("a '\0'", 5)) == "has a zero byte in it");
}

}  // namespace preflight::exec
