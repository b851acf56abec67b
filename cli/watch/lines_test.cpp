#include "cli/watch/lines.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/watch_start.hpp"

namespace preflight::watch {

using namespace std::chrono_literals;

namespace {

using test::start;

const Timestamp wall_time{1'795'296'191'250ms};

Looked looked() {
  Finding finding;
  finding.code = "port.in-use";
  finding.severity = Severity::blocker;
  finding.message = "caf\xc3\xa9\n (812) listens";
  finding.cause = "it was started";
  finding.remedies.push_back({"end it", "kill 812", Needs::user});
  Finding note;
  note.code = "port.ephemeral-range";
  note.message = "8000 may be taken";
  return {"port", "*:8000/tcp", "caf\xc3\xa9\n (812) listens", false, 1500us, {note, finding}, {}};
}

struct Changed {
  std::vector<Job> jobs{{"port", "*:8000/tcp", {}}};
  Standing standing{jobs, {}};
  Change change{};

  explicit Changed(bool first) {
    if (!first) standing.take(0, {"port", "*:8000/tcp", "free", false, {}, {}, {}}, start);
    change = *standing.take(0, looked(), start + 240s);
  }
  [[nodiscard]] const Stand& stand() const { return standing.stands()[0]; }
};

}  // namespace

TEST_CASE("a line of the log tells when, what, why and how long it was otherwise") {
  const Changed first{true}, later{false};
  CHECK(
      log_line(first.stand(), first.change, wall_time, false, true) ==
      "2026-11-21T21:23:11Z fail  port *:8000/tcp: caf\xc3\xa9\\x0a (812) listens [port.in-use]\n");
  CHECK(log_line(later.stand(), later.change, wall_time, false, false) ==
        "2026-11-21T21:23:11Z fail  port *:8000/tcp: caf\\u00e9\\x0a (812) listens [port.in-use] "
        "(was passing for 4 min)\n");
}

TEST_CASE("where the status holds on, the line does not say that it was") {
  Changed changed{false};
  changed.change.from = Status::fail;
  CHECK(log_line(changed.stand(), changed.change, wall_time, false, true)
            .ends_with("(failing for 4 min)\n"));
}

TEST_CASE("with details come what was found and what to do") {
  const Changed first{true};
  const auto text = log_line(first.stand(), first.change, wall_time, true, false);
  CHECK(text.ends_with(
      "\n    caf\\u00e9\\x0a (812) listens [port.in-use]\n      why: it was started\n"
      "      > end it\n          kill 812\n"));
}

TEST_CASE("a change is one JSON line") {
  const Changed later{false};
  const auto text = json_check(later.stand(), later.change, 7, wall_time);
  CHECK(text.find('\n') == text.size() - 1);
  const auto value = Value::parse(text);
  CHECK(value["schema_version"] == 1);
  CHECK(value["event"] == "check");
  CHECK(value["at"] == "2026-11-21T21:23:11.250Z");
  CHECK(value["round"] == 7);
  CHECK(value["index"] == 0);
  CHECK(value["check"] == "port");
  CHECK(value["target"] == "*:8000/tcp");
  CHECK(value["from"] == "pass");
  CHECK(value["to"] == "fail");
  CHECK(value["lasted_ms"] == 240'000);
  CHECK(value["failures"] == 1);
  CHECK(value["duration_ms"] == 1.5);
  CHECK(value["findings"].size() == 2);
  CHECK(value["findings"][0]["remedies"][0]["command"] == "kill 812");
  CHECK_FALSE(value.contains("place"));
  const Changed first{true};
  const auto none = Value::parse(json_check(first.stand(), first.change, 1, wall_time));
  CHECK(none["from"].is_null());
  CHECK_FALSE(none.contains("lasted_ms"));
}

TEST_CASE("a process may call itself anything and the line is still one") {
  auto bad = looked();
  bad.summary = "\x1b[31m\xff\n\xe2\x80\xa8";
  Changed changed{true};
  changed.standing.take(0, bad, start);
  const auto text = json_check(changed.stand(), changed.change, 1, wall_time);
  CHECK(text.find('\n') == text.size() - 1);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find("\xe2\x80\xa8") == std::string::npos);
  CHECK_NOTHROW(Value::parse(text));
}

TEST_CASE("the verdict is a line with its causes, and the end another") {
  const Changed changed{true};
  const auto report = changed.standing.report();
  const auto verdict = Value::parse(json_verdict(report, {Verdict::ready, 5s}, 2, wall_time));
  CHECK(verdict["event"] == "verdict");
  CHECK(verdict["from"] == "ready");
  CHECK(verdict["to"] == "blocked");
  CHECK(verdict["lasted_ms"] == 5000);
  CHECK(verdict["exit_code"] == 1);
  CHECK(verdict["summary"]["fail"] == 1);
  CHECK(verdict["causes"][0]["blocks"][0] == "*:8000/tcp");
  const auto end = Value::parse(json_end(report, 9, 3, wall_time));
  CHECK(end["event"] == "end");
  CHECK(end["rounds"] == 9);
  CHECK(end["changes"] == 3);
  CHECK(end["verdict"] == "blocked");
  CHECK(end["exit_code"] == 1);
}

}  // namespace preflight::watch
