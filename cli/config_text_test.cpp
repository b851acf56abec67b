#include "cli/config_text.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/config_error.hpp"
#include "tests/support/texts.hpp"

namespace preflight {

namespace {

using test::has;

Node decoded(std::string_view text) {
  auto result = decode_config_text(text);
  if (const auto* error = std::get_if<ConfigError>(&result)) FAIL(error->message);
  return std::get<Node>(std::move(result));
}

std::string decode_error(std::string_view text) { return test::error_of(decode_config_text(text)); }

std::string at(const Spot& spot) {
  return std::to_string(spot.line) + ":" + std::to_string(spot.column);
}

}  // namespace

TEST_CASE("every value and every key of a configuration knows its place") {
  const auto root = decoded(
      "{ // a comment, with \"quotes\": 1\n"
      "  \"a\": /* { */ [1, -2.5,\t\"x\\\"y\", true,\n"
      "    null, {\"in\": false}],\n"
      "  \"\xC3\xA4\xE2\x82\xAC\": \"z\"}");
  REQUIRE(root.children.size() == 2);
  const auto& list = root.children[0];
  CHECK(at(root.spot) + " " + at(list.name_spot) + " " + at(list.spot) == "1:1 2:3 2:16");
  REQUIRE(list.children.size() == 6);
  std::string spots;
  for (const auto& item : list.children) spots += at(item.spot) + " ";
  CHECK(spots == "2:17 2:20 2:26 2:34 3:5 3:11 ");
  CHECK(list.children[2].text == "x\"y");
  CHECK(at(list.children[5].children[0].name_spot) == "3:12");
  CHECK(at(list.children[5].children[0].spot) == "3:18");
  // A column is a character, however many bytes it has.
  CHECK(at(root.children[1].spot) == "4:9");
}

TEST_CASE("a configuration may begin with a byte order mark and have any line ends") {
  const auto root = decoded("\xEF\xBB\xBF{\r\n  \"a\": 1\r\n}\r\n");
  CHECK(at(root.children.at(0).spot) == "2:8");
  CHECK(at(decoded("\xEF\xBB\xBF{\"a\": 1}").children.at(0).spot) == "1:7");
}

TEST_CASE("numbers of a configuration are kept as digits") {
  const auto root = decoded("[8000, 2.0, 1e3, 0.25, -1, 18446744073709551615]");
  std::string all;
  for (const auto& item : root.children) all += item.text + " ";
  CHECK(all == "8000 2 1000 0.25 -1 18446744073709551615 ");
}

TEST_CASE("what is no JSON is told with the place of the token that is wrong") {
  CHECK(decode_error("") ==
        "1:1 no valid JSON: while parsing value - unexpected end of input; expected '[', '{', or a "
        "literal");
  CHECK(has(decode_error("{\n  \"a\": 1,\n}"), "3:1 no valid JSON"));
  CHECK(has(decode_error("[1,,2]"), "1:4 "));
  CHECK(has(decode_error("{\"a\" 1}"), "1:6 "));
  CHECK(has(decode_error("{\"a\": nope}"), "1:7 "));
  CHECK(has(decode_error("{\"a\": \"never closed"), "1:7 "));
  CHECK(has(decode_error("{} {}"), "1:4 "));
  CHECK(has(decode_error("[\"\xFF\"]"), "1:2 "));
  CHECK(has(decode_error("[1e999]"), "1:2 "));
  CHECK(has(decode_error("[1] /* open"), "no valid JSON"));
  CHECK(has(decode_error("\xEF\xBB\xBF{\n x}"), "2:2 "));
}

TEST_CASE("what would be read as something else is refused") {
  CHECK(decode_error("{\"a\": 1,\n \"b\": 2, \"a\": 3}") ==
        "2:10 a: the key stands in line 1 already");
  CHECK(decode_error(std::string_view("{}\n\0{}", 6)) == "2:1 the text has a zero byte in it");
  CHECK(has(decode_error("\xFF\xFE{\0"), "UTF-16"));
  CHECK(has(decode_error(std::string(longest_config + 1, ' ')), "longer than 1024 KiB"));
}

TEST_CASE("depth and number of values of a configuration are bounded") {
  CHECK(decode_error(std::string(16, '[') + std::string(16, ']')) == "none");
  CHECK(has(decode_error(std::string(100'000, '[')), "1:17 more than 16 levels deep"));
  std::string many = "[0";
  for (int i = 0; i < 20'000; ++i) many += ",0";
  CHECK(has(decode_error(many + "]"), "more than 10000 values"));
}

TEST_CASE("a configuration that is cut off anywhere is an error with a place") {
  const std::string text =
      "{\"checks\": {\"port\": [8000, \"\\u00e4\"]}, /* x */ \"policy\": {\"strict\": true}}";
  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto result = decode_config_text(std::string(text, 0, size));
    const auto* error = std::get_if<ConfigError>(&result);
    REQUIRE(error != nullptr);
    REQUIRE(error->spot);
    CHECK(error->spot->column <= size + 1);
  }
}

}  // namespace preflight
