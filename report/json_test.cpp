#include "report/json.hpp"

#include "tests/support/catch.hpp"

namespace preflight {

TEST_CASE("a document is valid UTF-8 whatever was put into it") {
  const Value value{{"na\xffme", "a\x80z"}, {"list", {"\xc3", "\xc3\xa4"}}, {"number", 1}};
  const auto document = to_document(value);
  const auto read = Value::parse(document);
  CHECK(read["na\\xffme"] == "a\\x80z");
  CHECK(read["list"][0] == "\\xc3");
  CHECK(read["list"][1] == "\xc3\xa4");
  CHECK(document.back() == '\n');
}

TEST_CASE("a document shows nothing hidden and still says it") {
  const Value value{{"name",
                     "\xc2\x9b"
                     "2J \xe2\x80\xae \xf3\xa0\x81\x81 \x7f \xc3\xa4"}};
  const auto document = to_document(value);
  CHECK(document == "{\n  \"name\": \"\\u009b2J \\u202e \\udb40\\udc41 \\u007f \xc3\xa4\"\n}\n");
  CHECK(Value::parse(document) == value);
}

TEST_CASE("a report has its keys in the order of the schema") {
  const auto read = Value::parse(render_json(make_report({}, {}), {}));
  std::vector<std::string> keys;
  for (const auto& [key, value] : read.items()) keys.push_back(key);
  CHECK(keys == std::vector<std::string>{"schema_version", "tool", "command", "host", "started_at",
                                         "duration_ms", "verdict", "exit_code", "summary", "causes",
                                         "checks"});
}

TEST_CASE("what is not known is absent, not empty") {
  Finding finding;
  finding.code = "room.code";
  finding.message = "so it is";
  finding.processes.emplace_back();
  Looked looked;
  looked.findings = {finding};
  const auto read = Value::parse(render_json(make_report({looked}, {}), {}));
  const auto& shown = read["checks"][0]["findings"][0];
  CHECK_FALSE(read["checks"][0].contains("facts"));
  CHECK_FALSE(shown.contains("cause"));
  CHECK_FALSE(shown.contains("evidence"));
  CHECK(shown["remedies"] == Value::array());
  for (const auto* key : {"path", "command_line", "user", "started_at", "locks", "service",
                          "container", "parents", "started_by"})
    CHECK_FALSE(shown["processes"][0].contains(key));
}

TEST_CASE("wrong usage is an object of its own") {
  const auto read = Value::parse(render_usage_error_json("--port: 'x'"));
  CHECK(read["schema_version"] == 1);
  CHECK(read["exit_code"] == 2);
  CHECK(read["error"]["message"] == "--port: 'x'");
}

}  // namespace preflight
