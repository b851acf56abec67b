#include "cli/config.hpp"

#include <map>

#include "cli/config_schema.hpp"
#include "report/value.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/config_error.hpp"
#include "tests/support/invented_checks.hpp"

namespace preflight {

namespace {

std::optional<std::string> variable(const char* name) {
  static const std::map<std::string, std::string, std::less<>> variables{
      {"HOME", "/home/me"}, {"EMPTY", ""}, {"ProgramFiles(x86)", "C:\\P"}, {"TRICK", "${HOME}"}};
  const auto found = variables.find(std::string_view{name});
  if (found == variables.end()) return std::nullopt;
  return found->second;
}

std::variant<Config, ConfigError> read_text(std::string_view text,
                                            const std::vector<std::string>& profiles = {}) {
  return read_config(text, test::invented_checks(), profiles, variable);
}

/// "--room=free@1:21 --strict=@..."
std::string all(std::string_view text, const std::vector<std::string>& profiles = {},
                bool places = false) {
  const auto result = read_text(text, profiles);
  if (const auto* error = std::get_if<ConfigError>(&result)) return "error: " + error->message;
  std::string words;
  for (const auto& [option, value, spot] : std::get<Config>(result)) {
    words += (words.empty() ? "" : " ") + std::string(option->name);
    if (!value.empty()) words += "=" + value;
    if (places) words += "@" + std::to_string(spot.line) + ":" + std::to_string(spot.column);
  }
  return words;
}

std::string error(std::string_view text, const std::vector<std::string>& profiles = {}) {
  return test::error_of(read_text(text, profiles));
}

}  // namespace

TEST_CASE("a configuration says what the command line would") {
  CHECK(all(R"({"$schema": "x.json",
  "checks": {"shed": "free", "room": ["taken", "odd"]},
  "policy": {"depth": 3, "loud": true, "strict": false, "timeout": "2s", "wait": 0.5,
             "ignore": ["room.odd", "check.timed-out"]}})",
            {}, true) ==
        "--shed=free@2:22 --room=taken@2:39 --room=odd@2:48 --depth=3@3:23 --loud@3:34 "
        "--timeout=2s@3:68 --wait=0.5@3:82 --ignore=room.odd@4:25 --ignore=check.timed-out@4:37");
  CHECK(all("{}").empty());
  CHECK(all(R"({"checks": {"room": []}})").empty());
  CHECK(all(R"({"policy": {"ignore": "room.odd"}})") == "--ignore=room.odd");
}

TEST_CASE("profiles are laid over the rest one after the other") {
  constexpr auto text = R"({
    "checks": {"room": ["a", "b"], "shed": "s"},
    "policy": {"strict": true, "wait": "1s"},
    "profiles": {
      "dev": {"checks": {"room": "dev"}, "policy": {"strict": false}},
      "bare": {"checks": {"room": null, "shed": null}},
      "late": {"policy": {"wait": 9, "loud": true}, "checks": {"shed": "late"}}}})";
  CHECK(all(text) == "--room=a --room=b --shed=s --strict --wait=1s");
  CHECK(all(text, {"dev"}) == "--room=dev --shed=s --wait=1s");
  CHECK(all(text, {"bare"}) == "--strict --wait=1s");
  CHECK(all(text, {"bare", "dev", "late"}) == "--room=dev --shed=late --wait=9 --loud");
  CHECK(
      error(text, {"Dev"}) ==
      "0:0 --profile: there is no profile 'Dev' (did you mean 'dev'?); there are dev, bare, late");
  CHECK(error("{}", {"dev"}) == "0:0 --profile: there is no profile 'dev'; there is none in it");
}

TEST_CASE("variables are replaced by what the environment holds") {
  const auto room = [](const std::string& text) {
    return all("{\"checks\": {\"room\": \"" + text + "\"}}");
  };
  CHECK(room("${HOME}/a") == "--room=/home/me/a");
  CHECK(room("x${EMPTY}y${HOME}") == "--room=xy/home/me");
  CHECK(room("${NONE:-a b}c") == "--room=a bc");
  CHECK(room("${EMPTY:-d}${HOME:-d}") == "--room=d/home/me");
  CHECK(room("${ProgramFiles(x86)}") == "--room=C:\\P");
  CHECK(room("$${HOME} 5$ c$ $$$$") == "--room=${HOME} 5$ c$ $$");
  CHECK(room("${TRICK}") == "--room=${HOME}");
  CHECK(room("${NONE}") ==
        "error: room: the environment variable NONE is not set; ${NONE:-text} has a text for that");
  CHECK(room("a${NONE") == "error: room: '${NONE' has no closing brace; $$ is a dollar");
  for (const auto* name : {"${}", "${:-x}", "${a b}", "${A=B}"})
    CHECK(room(name).find("names no variable") != std::string::npos);
  // Only what is asked for must be there.
  CHECK(all(R"({"checks": {"room": "a"}, "profiles": {"p": {"checks": {"room": "${NONE}"}}}})") ==
        "--room=a");
}

TEST_CASE("a configuration that is wrong is told with place, key and the nearest key") {
  CHECK(error(R"({"checks": {
  "rooom": "a"}})") == "2:3 checks.rooom: there is no such key (did you mean 'room'?)");
  CHECK(error(R"({"check": {}})") == "1:2 check: there is no such key (did you mean 'checks'?)");
  CHECK(error(R"({"xylophone": 1})") ==
        "1:2 xylophone: there is no such key; there are checks, policy, profiles, $schema");
  CHECK(error(R"({"room": "a"})") == "1:2 room: its place is below \"checks\"");
  CHECK(error(R"({"checks": {"strict": true}})") ==
        "1:13 checks.strict: its place is below \"policy\"");
  CHECK(error(R"({"profiles": {"d": {"profiles": {}}}})") ==
        "1:21 profiles.d.profiles: there is no such key; there are checks, policy");
  CHECK(error("[]") == "1:1 the file: a list stands where an object belongs");
  CHECK(error(R"({"checks": []})") == "1:12 checks: a list stands where an object belongs");
  CHECK(error(R"({"checks": {"room": 5}})") ==
        "1:21 checks.room: a number stands where text belongs; write \"5\"");
  CHECK(error(R"({"checks": {"room": [["a"]]}})") ==
        "1:22 checks.room: a list stands where text belongs");
  CHECK(error(R"({"checks": {"room": null}})") ==
        "1:21 checks.room: null stands where text belongs");
  CHECK(error(R"({"checks": {"room": ""}})") == "1:21 checks.room: the text is empty");
  CHECK(error(R"({"checks": {"room": "\u0000"}})") ==
        "1:21 checks.room: the text has a zero byte in it");
  CHECK(error(R"({"policy": {"strict": "yes"}})") ==
        "1:23 policy.strict: text stands where true or false belongs");
  CHECK(error(R"({"policy": {"wait": ["1s"]}})") ==
        "1:21 policy.wait: a list stands where text belongs");
  CHECK(error(R"({"policy": {"wait": "soon"}})") ==
        "1:21 policy.wait: 'soon' is not a duration (250ms, 2s, 5m; a bare number is seconds)");
  CHECK(error(R"({"policy": {"wait": -1}})") ==
        "1:21 policy.wait: -1 is not between 0 and 31622400");
  CHECK(error(R"({"policy": {"depth": 1.5}})") == "1:22 policy.depth: 1.5 is not a whole number");
  CHECK(error(R"({"policy": {"ignore": ["room.odd", "room.tken"]}})") ==
        "1:36 policy.ignore: 'room.tken' is no finding code (did you mean 'room.taken'?); "
        "`preflight list` shows them all");
  // A profile that nobody asked for is held to its form as well.
  CHECK(error(R"({"profiles": {"d": {"policy": {"strct": true}}}})") ==
        "1:32 profiles.d.policy.strct: there is no such key (did you mean 'strict'?)");
}

TEST_CASE("a command may be an object, which becomes the text of its option") {
  constexpr Option command{"--exec", "", "COMMAND", "a command", ""};
  const Check checks[] = {{"exec", "", command, "", {}, {}, {}, nullptr, ""}};
  const auto text = [&](std::string_view file) -> std::string {
    const auto result = read_config(file, checks, {}, variable);
    if (const auto* error = std::get_if<ConfigError>(&result))
      return std::to_string(error->spot->line) + ":" + std::to_string(error->spot->column) + " " +
             error->message;
    return std::get<Config>(result).at(0).text;
  };
  CHECK(text(R"({"checks": {"exec": {"command": ["a", "${HOME}", "$$"], "timeout": 2.50}}})") ==
        R"({"command":["a","/home/me","$"],"timeout":"2.5"})");
  CHECK(text(R"({"checks": {"exec": [{"command": "a b", "folder": "c", "name": "d"}]}})") ==
        R"({"command":"a b","folder":"c","name":"d"})");
  const std::pair<const char*, const char*> wrong[] = {
      {R"({"checks": {"exec": {}}})", "1:21 checks.exec: it has no \"command\""},
      {R"({"checks": {"exec": {"comand": "a"}}})",
       "1:22 checks.exec.comand: there is no such key (did you mean 'command'?); there are "
       "command, "
       "name, folder, timeout"},
      {R"({"checks": {"exec": {"command": []}}})",
       "1:33 checks.exec.command: the program and its arguments belong here, as a list"},
      {R"({"checks": {"exec": {"command": ["a", null]}}})",
       "1:39 checks.exec.command: a word is no text"},
      {R"({"checks": {"exec": {"command": [""]}}})",
       "1:33 checks.exec.command: the program is empty"},
      {R"({"checks": {"exec": {"command": "a", "name": 1}}})",
       "1:46 checks.exec.name: a text belongs here"},
      {R"({"checks": {"exec": {"command": "a", "timeout": true}}})",
       "1:49 checks.exec.timeout: not a duration (250ms, 2s, 5m; a bare number is seconds)"},
      {R"({"checks": {"exec": {"command": ["${NOT_SET}"]}}})",
       "1:34 exec.command: the environment variable NOT_SET is not set; ${NOT_SET:-text} has a "
       "text "
       "for that"},
  };
  for (const auto& [file, message] : wrong) CHECK(text(file) == message);
}

TEST_CASE("the schema of the configuration has every option of the table") {
  const auto schema = Value::parse(config_schema(test::invented_checks()));
  CHECK(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema");
  const auto& properties = schema["properties"];
  for (const auto* key : {"room", "shed"}) {
    CHECK(properties["checks"]["properties"].contains(key));
    CHECK(schema["$defs"].contains("checks." + std::string(key)));
  }
  for (const auto* key : {"depth", "loud", "timeout", "wait", "strict", "ignore"}) {
    CHECK(properties["policy"]["properties"].contains(key));
    CHECK(schema["$defs"].contains("policy." + std::string(key)));
  }
  CHECK_FALSE(properties["policy"]["properties"].contains("format"));
  CHECK(schema["$defs"]["policy.strict"]["type"] == "boolean");
}

}  // namespace preflight
