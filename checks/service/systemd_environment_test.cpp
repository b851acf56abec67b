#include "checks/service/systemd_environment.hpp"

#include "tests/support/catch.hpp"

namespace preflight::service {

namespace {

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("the words of a property of systemd") {
  CHECK(decode_shown_words("").empty());
  CHECK(decode_shown_words("A=b C=d") == Words{"A=b", "C=d"});
  CHECK(decode_shown_words(R"("A=b c" D= "E=\"\$x\\")") == Words{"A=b c", "D=", R"(E="$x\)"});
}

TEST_CASE("a value of a file of an environment") {
  const auto* const text = "# A=1\nA = 2\nB='x y'\n;B=3\n B=\"z\" \nnot a line\nC=";
  CHECK(value_in_file(text, "A") == "2");
  CHECK(value_in_file(text, "B") == "z");
  CHECK(value_in_file(text, "C") == "");
  CHECK_FALSE(value_in_file(text, "D"));
  CHECK_FALSE(value_in_file("", "A"));
  CHECK(variables_in_file(text) == Words{"A=2", "B=x y", "B=z", "C="});
}

TEST_CASE("an environment cut anywhere is still read") {
  const std::string words = R"(A=b "C=d \" e" F)", file = "A='x y'\r\n#B\nA=\"z\"";
  for (std::size_t size = 0; size <= words.size(); ++size)
    CHECK(decode_shown_words(words.substr(0, size)).size() <= 3);
  for (std::size_t size = 0; size <= file.size(); ++size) value_in_file(file.substr(0, size), "A");
}

}  // namespace preflight::service
