#include "checks/exec/command_object.hpp"

#include "tests/support/catch.hpp"

namespace preflight::exec {

using namespace std::chrono_literals;

namespace {

CommandObject object(std::string_view json) {
  auto result = command_object(json);
  if (const auto* wrong = std::get_if<NoCommand>(&result)) FAIL(wrong->why);
  return std::get<CommandObject>(std::move(result));
}

std::string why_no_object(std::string_view json) {
  const auto result = command_object(json);
  REQUIRE(std::holds_alternative<NoCommand>(result));
  return std::get<NoCommand>(result).why;
}

}  // namespace

TEST_CASE("a command has a name, words, a folder and a time") {
  const auto all = object(
      R"({"name": "licence", "command": ["python3", "a b.py", ""], "folder": "ops", "timeout": "5s"})");
  CHECK(all.name == "licence");
  CHECK(all.words == std::vector<std::string>{"python3", "a b.py", ""});
  CHECK(all.folder == "ops");
  CHECK(all.timeout == 5s);
}

TEST_CASE("only the command must be there, and may be one text") {
  const auto least = object(R"({"command": "check_disk -w '10 %'"})");
  CHECK(least.words == std::vector<std::string>{"check_disk", "-w", "10 %"});
  CHECK(least.name.empty());
  CHECK_FALSE(least.timeout);
  CHECK(object(R"({"command": ["a"], "timeout": 1.5})").timeout == 1500ms);
}

TEST_CASE("what is no command is told") {
  const std::pair<const char*, const char*> rows[] = {
      {"{", "is none"},
      {"{}", "no command"},
      {R"({"command": []})", "no list of texts"},
      {R"({"command": 7})", "no list of texts"},
      {R"({"command": [""]})", "without a program"},
      {R"({"command": ["a", 1]})", "no text"},
      {"{\"command\": [\"a\\u0000b\"]}", "no text"},
      {R"({"command": "'a"})", "its command"},
      {R"({"command": "a", "comand": "b"})", "'comand'"},
      {R"({"command": "a", "timeout": "soon"})", "no duration"},
      {R"({"command": "a", "timeout": 0})", "no duration"},
      {R"({"command": "a", "timeout": -1})", "no duration"},
      {R"({"command": "a", "timeout": null})", "no duration"},
      {R"({"command": "a", "name": ""})", "name"},
      {R"({"command": "a", "folder": []})", "folder"},
  };
  for (const auto& [json, word] : rows) {
    CAPTURE(json);
    CHECK(why_no_object(json).find(word) != std::string::npos);
  }
}

}  // namespace preflight::exec
