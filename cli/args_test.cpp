#include "cli/args.hpp"

#include <array>

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

constexpr std::array<Option, 5> table{{
    {"--port", "-p", "SPEC", "", ""},
    {"--db", "-d", "FILE", "", ""},
    {"--db-timeout", "", "DURATION", "", ""},
    {"--strict", "", "", "", ""},
    {"--quiet", "-q", "", "", ""},
}};

std::variant<Given, UsageError> parse(const std::vector<std::string>& words) {
  std::vector<const Option*> known;
  for (const auto& option : table) known.push_back(&option);
  return parse_args(words, known);
}

Given given(const std::vector<std::string>& words) {
  auto result = parse(words);
  if (const auto* error = std::get_if<UsageError>(&result)) FAIL(error->message);
  return std::get<Given>(std::move(result));
}

std::string error(const std::vector<std::string>& words) {
  const auto result = parse(words);
  const auto* error = std::get_if<UsageError>(&result);
  return error == nullptr ? "none" : error->message;
}

std::string text_of(const Given& given) {
  std::string text;
  for (const auto& one : given.options)
    text += std::string(one.option->name) + "(" + one.text + ")";
  return text;
}

}  // namespace

TEST_CASE("options keep their order across different names") {
  CHECK(text_of(given({"--port", "1", "-d", "x", "--port=2", "-p3", "--db", "y"})) ==
        "--port(1)--db(x)--port(2)--port(3)--db(y)");
}

TEST_CASE("flags have no text and may be given together") {
  const auto both = given({"--strict", "-qp1"});
  CHECK(text_of(both) == "--strict()--quiet()--port(1)");
  CHECK(both.has("--strict"));
  CHECK_FALSE(both.has("--db"));
}

TEST_CASE("the last one given counts, or the fallback") {
  const auto some = given({"--db-timeout", "1s", "--db-timeout=2s"});
  CHECK(some.last("--db-timeout", "9s") == "2s");
  CHECK(some.last("--db", "none") == "none");
  CHECK(some.all("--db-timeout") == std::vector<std::string>{"1s", "2s"});
}

TEST_CASE("texts arrive as they were typed") {
  for (const std::string text : {"{}", "[a,b]", "[::1]:8000", "a b", "%%", "a=b", "\xff\x1b", "1,2",
                                 "'x'", "\"y\"", "true", ""}) {
    CAPTURE(text);
    CHECK(text_of(given({"--db", text})) == "--db(" + text + ")");
  }
  CHECK(text_of(given({"--db=a=b"})) == "--db(a=b)");
  CHECK(text_of(given({"--port", "-1"})) == "--port(-1)");
}

TEST_CASE("words without an option are bare, all of them behind --") {
  CHECK(given({"8000", "-q", "9000"}).bare == std::vector<std::string>{"8000", "9000"});
  const auto behind = given({"-p", "1", "--", "--port", "-x", "--"});
  CHECK(behind.bare == std::vector<std::string>{"--port", "-x", "--"});
  CHECK(text_of(behind) == "--port(1)");
  CHECK(given({"-"}).bare == std::vector<std::string>{"-"});
}

TEST_CASE("a slip on the command line names the option") {
  CHECK(error({"--port"}) == "--port needs a SPEC");
  CHECK(error({"-p"}) == "--port needs a SPEC");
  CHECK(error({"--port="}) == "--port needs a SPEC");
  CHECK(error({"--db", "--strict"}).find("--db needs a FILE; if '--strict' is one") == 0);
  CHECK(error({"-d", "--port=1"}).find("--db needs a FILE") == 0);
  CHECK(error({"--db=--strict"}) == "none");
  CHECK(error({"--db", "--port", "--", "-d", "-q"}).find("--db needs a FILE") == 0);
  CHECK(error({"--strict=no"}) == "--strict takes no value");
  CHECK(error({"--prot", "1"}).find("--prot: there is no such option (did you mean '--port'?)") ==
        0);
  CHECK(error({"--prot=1"}).find("--prot: ") == 0);
  CHECK(error({"-p", "1", "-x"}).find("-x: ") == 0);
  CHECK(error({"--"}) == "none");
}

}  // namespace preflight
