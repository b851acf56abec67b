#include "cli/plan.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/invented_checks.hpp"

namespace preflight {

using namespace std::chrono_literals;

namespace {

Plan plan(const std::vector<std::string>& words) {
  return make_plan(words, test::invented_checks());
}

LookPlan look(const std::vector<std::string>& words) {
  auto made = plan(words);
  if (const auto* failure = std::get_if<UsageFailure>(&made)) FAIL(failure->message);
  return std::get<LookPlan>(std::move(made));
}

std::string failure(const std::vector<std::string>& words) {
  const auto made = plan(words);
  const auto* failure = std::get_if<UsageFailure>(&made);
  return failure == nullptr ? "none" : failure->message;
}

std::string text(const std::vector<std::string>& words) {
  const auto made = plan(words);
  const auto* text = std::get_if<TextPlan>(&made);
  return text == nullptr ? "none" : text->text;
}

}  // namespace

TEST_CASE("targets become jobs in the order asked for") {
  const auto made = look({"check", "--room", "taken", "-s", "free", "--room=odd"});
  REQUIRE(made.jobs.size() == 3);
  CHECK(made.jobs[0].check + made.jobs[1].check + made.jobs[2].check == "roomshedroom");
  CHECK(made.jobs[2].target == "odd");
  CHECK(made.command == "check");
}

TEST_CASE("what is not given has the default that the help tells") {
  const auto made = look({"check", "--room", "free"});
  CHECK(made.policy.timeout == 10s);
  CHECK(made.policy.wait == 0s);
  CHECK_FALSE(made.policy.judging.strict);
  CHECK(made.policy.judging.ignored.empty());
  CHECK(made.output.format->name == "console");
  CHECK(made.output.color == ColorChoice::automatic);
  CHECK(made.output.exit_codes == ExitCodes::own);
  CHECK(made.output.reports.empty());
}

TEST_CASE("policy and output are taken as given") {
  const auto made =
      look({"check",    "--room",          "free",       "--timeout", "250ms",           "--wait=2",
            "--strict", "--ignore",        "room.taken", "--ignore",  "check.timed-out", "-fjson",
            "-r",       "console=a=b.txt", "-r",         "json=c",    "--color",         "always",
            "-q",       "--exit-codes",    "nssm"});
  CHECK(made.policy.timeout == 250ms);
  CHECK(made.policy.wait == 2s);
  CHECK(made.policy.judging.strict);
  CHECK(made.policy.judging.ignored == std::vector<std::string>{"room.taken", "check.timed-out"});
  CHECK(made.output.format->name == "json");
  REQUIRE(made.output.reports.size() == 2);
  CHECK(made.output.reports[0].first->name == "console");
  CHECK(made.output.reports[0].second == "a=b.txt");
  CHECK(made.output.color == ColorChoice::always);
  CHECK(made.output.quiet);
  CHECK(made.output.exit_codes == ExitCodes::nssm);
}

TEST_CASE("settings reach the checks, the last one given") {
  const auto made = look({"check", "--depth", "2", "--room", "free", "--depth", "3"});
  CHECK(made.jobs[0].run(Deadline::never()).summary == "free at depth 3");
}

TEST_CASE("a check with a command can be asked by hand") {
  const auto made = look({"room", "free", "--depth=5", "taken"});
  CHECK(made.command == "room");
  REQUIRE(made.jobs.size() == 2);
  CHECK(made.jobs[0].run(Deadline::never()).summary == "free at depth 5, by hand");
  CHECK(failure({"shed", "free"}).find("'shed' is no command") == 0);
}

TEST_CASE("wrong usage is one line that names what is wrong") {
  struct Wrong {
    std::vector<std::string> words;
    std::vector<std::string> named;
  };
  const Wrong rows[] = {
      {{}, {"no command"}},
      {{""}, {"'' is no command"}},
      {{"chekc"}, {"'chekc'", "'check'"}},
      {{"check"}, {"nothing to check"}},
      {{"check", "--room"}, {"--room needs a NAME"}},
      {{"check", "--room", "full"}, {"--room", "'full'"}},
      {{"check", "--rom", "free"}, {"--rom", "'--room'"}},
      {{"check", "free"}, {"'free'"}},
      {{"check", "--room", "free", "--timeout", "soon"}, {"--timeout", "'soon'"}},
      {{"check", "--room", "free", "--timeout", "0"}, {"--timeout", "'0'"}},
      {{"check", "--room", "free", "--wait", "-1"}, {"--wait", "'-1'"}},
      {{"check", "--room", "free", "--ignore", "room.takn"},
       {"--ignore", "room.takn", "room.taken"}},
      {{"check", "--room", "free", "-f", "jsn"}, {"--format", "'jsn'", "'json'"}},
      {{"check", "--room", "free", "-r", "json"}, {"--report", "'json'"}},
      {{"check", "--room", "free", "-r", "json="}, {"--report", "'json='"}},
      {{"check", "--room", "free", "-r", "xml=f"}, {"--report", "'xml'"}},
      {{"check", "--room", "free", "--color", "red"}, {"--color", "'red'"}},
      {{"check", "--room", "free", "--exit-codes", "odd"}, {"--exit-codes", "'odd'"}},
      {{"check", "--room", "free", "-q", "-v"}, {"--quiet", "--verbose"}},
      {{"check", "--room", "a\nb"}, {"--room", "a b"}},
      {{"room"}, {"room", "NAME"}},
      {{"room", "full"}, {"'full'"}},
      {{"list", "more"}, {"list", "'more'"}},
      {{"list", "-f", "junit"}, {"--format", "'junit'"}},
      {{"schema", "plan"}, {"'plan'"}},
  };
  for (const auto& row : rows) {
    const auto line = failure(row.words);
    CAPTURE(line);
    CHECK(line.find('\n') == std::string::npos);
    for (const auto& part : row.named) CHECK(line.find(part) != std::string::npos);
  }
}

TEST_CASE("wrong usage knows when JSON was asked for") {
  for (const auto& words : std::vector<std::vector<std::string>>{
           {"check", "-f", "json"}, {"check", "--format=json"}, {"check", "-fjson", "--rom", "x"}})
    CHECK(std::get<UsageFailure>(plan(words)).json);
  CHECK_FALSE(std::get<UsageFailure>(plan({"check", "-f", "console"})).json);
}

TEST_CASE("the help tells all that the table holds") {
  const auto help = text({"check", "--help"});
  for (const auto* part :
       {"--room NAME", "-s, --shed NAME", "--depth N", "how far to look [1]", "--loud",
        "--timeout DURATION", "-f, --format FORMAT", "console", "json"})
    CHECK(help.find(part) != std::string::npos);
  // A setting that two rooms share is one option.
  CHECK(help.find("--depth") == help.rfind("--depth"));
  CHECK(text({"check", "--port", "-h"}) == help);
  CHECK(text({"room", "-h"}).find("preflight room NAME...") != std::string::npos);
  CHECK(text({"room", "-h"}).find("--depth") != std::string::npos);
  for (const auto* word : {"-h", "--help", "help"})
    CHECK(text({word}).find("room NAME...") != std::string::npos);
  CHECK(text({"list", "-h"}).find("Usage") != std::string::npos);
  CHECK(text({"schema", "-h"}).find("Usage") != std::string::npos);
  CHECK(text({"--version"}) == "preflight " PREFLIGHT_VERSION "\n");
}

TEST_CASE("no line of the help is wider than a page") {
  for (const auto& words : std::vector<std::vector<std::string>>{{"--help"},
                                                                 {"check", "-h"},
                                                                 {"watch", "-h"},
                                                                 {"room", "-h"},
                                                                 {"list", "-h"},
                                                                 {"schema", "-h"}}) {
    const auto help = make_plan(words, all_checks());
    const auto& shown = std::holds_alternative<TextPlan>(help) ? std::get<TextPlan>(help).text : "";
    std::size_t column = 0;
    for (const char c : shown) {
      column = c == '\n' ? 0 : column + 1;
      CHECK(column <= 94);
    }
  }
}

TEST_CASE("list tells every check, option and code") {
  const auto list = text({"list"});
  for (const auto* part : {"room", "is the room free?", "--room NAME", "--depth N", "room.taken",
                           "somebody is in it", "shed", "check.crashed", "linux, windows"})
    CHECK(list.find(part) != std::string::npos);
  const auto read = Value::parse(text({"list", "--format", "json"}));
  CHECK(read["schema_version"] == 1);
  CHECK(read["checks"][0]["check"] == "room");
  CHECK(read["checks"][0]["target"]["name"] == "--room");
  CHECK(read["checks"][0]["findings"][0]["code"] == "room.taken");
  CHECK_FALSE(read["checks"][1].contains("command"));
  CHECK(read["any_check"]["findings"].size() == 13);
}

TEST_CASE("a configuration is read only where no target is given, or where it is asked for") {
  std::vector<std::string> read;
  const Sources sources{[&](const std::string& path) -> FileText {
                          read.push_back(path);
                          if (path == "none.json") return {std::nullopt, true, "gone"};
                          return {R"({"checks": {"room": "free"},
 "policy": {"wait": 1, "timeout": "0"}, "profiles": {"p": {"policy": {"timeout": 3}}}})",
                                  false,
                                  {}};
                        },
                        {}};
  const auto with = [&](const std::vector<std::string>& words) {
    read.clear();
    return make_plan(words, test::invented_checks(), sources);
  };
  const auto wrong = [&](const std::vector<std::string>& words) {
    const auto made = with(words);
    const auto* failure = std::get_if<UsageFailure>(&made);
    return failure == nullptr ? "none" : failure->message;
  };

  CHECK(std::holds_alternative<LookPlan>(with({"check", "--room", "free"})));
  CHECK(read.empty());
  CHECK(std::holds_alternative<LookPlan>(with({"check", "--timeout", "2s"})));
  CHECK(read == std::vector<std::string>{"preflight.json"});

  const auto made =
      with({"check", "-c", "a.json", "--profile", "p", "--room", "odd", "--wait", "2"});
  REQUIRE(std::holds_alternative<LookPlan>(made));
  const auto& plan = std::get<LookPlan>(made);
  CHECK(read == std::vector<std::string>{"a.json"});
  REQUIRE(plan.jobs.size() == 2);
  REQUIRE(plan.jobs[0].place);
  CHECK(plan.jobs[0].place->file == "a.json");
  CHECK(plan.jobs[0].place->line == 1);
  CHECK_FALSE(plan.jobs[1].place);
  CHECK(plan.policy.wait == 2s);
  CHECK(plan.policy.timeout == 3s);

  CHECK(wrong({"check"}) == "preflight.json:2:35: timeout: '0' leaves a check no time at all");
  CHECK(wrong({"check", "--wait", "x"}).starts_with("preflight.json:2:35: "));
  CHECK(wrong({"check", "-c", "none.json"}) == "--config: 'none.json' cannot be read: gone");
  CHECK(wrong({"check", "-c", "a", "-c", "b"}).starts_with("--config: one file is read"));
}

TEST_CASE("the schema of the configuration is a JSON document as well") {
  CHECK(Value::parse(text({"schema", "config"}))["title"] == "preflight.json");
}

TEST_CASE("the schema is a JSON document") {
  const auto schema = Value::parse(text({"schema", "report"}));
  CHECK(schema["$schema"] == "https://json-schema.org/draft/2020-12/schema");
  CHECK(text({"schema"}) == text({"schema", "report"}));
}

}  // namespace preflight
