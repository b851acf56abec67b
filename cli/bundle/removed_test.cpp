#include "cli/bundle/removed.hpp"

#include "cli/bundle/logs.hpp"
#include "cli/bundle/utf16.hpp"
#include "cli/bundle/write_case.hpp"
#include "report/value.hpp"
#include "tests/support/catch.hpp"

using namespace preflight;
using namespace preflight::bundle;

TEST_CASE("what was removed is found where it stood") {
  const std::string tag = "[removed:password:1]";
  const std::vector<ZipEntry> files{
      {"facts.json", R"({"a/b": [1, {"line": "x [removed:password:1] y [removed:password:1]"}]})"},
      {"report.txt", "one\ntwo [removed:password:1]\n"},
      {"logs/a.txt", "user1 is not user11; [removed:unknown:3]"},
      {"preflight.json", "{ // broken\n[removed:password:1]"}};
  const auto removed =
      find_removed(files, {{tag, "password"}, {"user1", "user"}, {"[removed:key:2]", "key"}});
  REQUIRE(removed.size() == 2);
  CHECK(removed[0].tag == tag);
  REQUIRE(removed[0].places.size() == 3);
  CHECK(removed[0].places[0].at == "/a~1b/1/line");
  CHECK(removed[0].places[1].at == "line 2");
  CHECK(removed[0].places[2].file == "preflight.json");
  CHECK(removed[1].kind == "user");
  CHECK(count_removed(removed) == "1 value, 1 name");
  CHECK(Value::parse(removed_json(removed))["removed"][0]["places"].size() == 3);
  CHECK(removed_text(removed).find("report.txt line 2") != std::string::npos);
  CHECK(removed_text({}).find("Nothing") == 0);
}

TEST_CASE("a thousand places are counted, and some of them listed") {
  std::string text;
  for (int i = 0; i < 1000; ++i) text += "[removed:key:1]\n";
  const auto removed = find_removed({{"a.txt", text}}, {{"[removed:key:1]", "key"}});
  REQUIRE(removed.size() == 1);
  CHECK(removed[0].places.size() == 100);
  CHECK(removed[0].more == 900);
}

TEST_CASE("the end of a log begins with a whole line, in UTF-8") {
  CHECK(log_text("half\nwhole\n", true) == "whole\n");
  CHECK(log_text("half\nwhole\n", false) == "half\nwhole\n");
  CHECK(log_text("\xEF\xBB\xBFwhole", false) == "whole");
  CHECK(log_text(to_utf16("a line\nof Windows\n"), false) == "a line\nof Windows\n");
  CHECK(log_text("", true).empty());
}

TEST_CASE("what a terminal would obey is visible in a log") {
  CHECK(harmless_lines("a\tb\r\n\x1b[31mred\n") == "a\tb\n\\x1b[31mred\n");
  CHECK(harmless_lines("no end") == "no end\n");
  CHECK(harmless_lines("\xff").find('\xff') == std::string::npos);
}

TEST_CASE("names in a case are plain") {
  CHECK(plain_name("/var/log/my app.log") == "my_app.log");
  CHECK(plain_name("C:\\logs\\..\\err.log") == "err.log");
  CHECK(plain_name("/a/..") == "_.");
  CHECK(plain_name("/") == "log");
  CHECK(plain_name(std::string(500, 'x')).size() == 60);
}

TEST_CASE("a case goes where its name says") {
  const Timestamp time{std::chrono::milliseconds{1'795'291'200'250}};
  CHECK(place_of("", "web7.example", time).path == "preflight-web7.example-20261121-200000.zip");
  CHECK(!place_of("case.zip", "", time).folder);
  CHECK(!place_of("CASE.ZIP", "", time).folder);
  CHECK(place_of("case", "", time).folder);
  CHECK(place_of("case.zip/", "", time).folder);
  CHECK(place_of("case.zip/", "", time).path == "case.zip");
}
