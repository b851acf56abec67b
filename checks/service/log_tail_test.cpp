#include "checks/service/log_tail.hpp"

#include "tests/support/catch.hpp"

namespace preflight::service {

namespace {

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("the last lines of a log come without blanks and line ends", "[service]") {
  CHECK(last_lines("a\r\nb\r\n\r\nc\r\n", false, 2) == Words{"b", "c"});
  CHECK(last_lines("rest of a line\nb\nc", true, 9) == Words{"b", "c"});
  CHECK(last_lines("one line without an end", true, 9) == Words{"one line without an end"});
  CHECK(last_lines("", false, 9).empty());
  CHECK(last_lines("\n\n \r\n", false, 9).empty());
}

TEST_CASE("a log in UTF-16 is read, with its mark or without", "[service]") {
  const std::string wide("o\0n\0e\0\r\0\n\0t\0w\0o\0", 16);
  CHECK(last_lines(wide, false, 9) == Words{"one", "two"});
  CHECK(last_lines("\xFF\xFE" + wide, false, 1) == Words{"two"});
}

TEST_CASE("a line without end is cut", "[service]") {
  const auto lines = last_lines(std::string(8192, 'x'), true, 9);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].size() == 400);
}

TEST_CASE("the line that names the error tells most", "[service]") {
  CHECK(telling_line({"Traceback (most recent call last):", "  File \"app.py\", line 1",
                      "ModuleNotFoundError: No module named 'uvicorn'"}) ==
        "ModuleNotFoundError: No module named 'uvicorn'");
  CHECK(telling_line({"ERROR:    [Errno 10048] only one usage", "INFO:     Waiting."}) ==
        "ERROR:    [Errno 10048] only one usage");
  CHECK(telling_line({"a", "b"}) == "b");
  CHECK(telling_line({}).empty());
}

}  // namespace preflight::service
