// The whole program, in this process, with invented checks and streams.
#include "cli/app.hpp"

#include <map>

#include "report/value.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/invented_checks.hpp"
#include "tests/support/run_here.hpp"
#include "tests/support/temp_dir.hpp"
#include "tests/support/texts.hpp"

namespace preflight {

namespace {

using test::has;
using test::Run;

struct Setting {
  bool terminal{};
  bool unicode{true};
  bool broken{};  ///< standard output takes nothing
  std::map<std::string, std::string> environment{};
};

Run run(const std::vector<std::string>& args, const Setting& setting = {}) {
  Run result;
  auto around = test::writing_to(result);
  around.out.write = [&](std::string_view text) {
    if (!setting.broken) result.out += text;
    return !setting.broken;
  };
  for (auto* stream : {&around.out, &around.err}) {
    stream->is_terminal = stream->colors = setting.terminal;
    stream->unicode = setting.unicode;
  }
  around.environment = [&](const char* name) -> std::optional<std::string> {
    const auto found = setting.environment.find(name);
    if (found == setting.environment.end()) return std::nullopt;
    return found->second;
  };
  result.exit_code = run_app(args, test::invented_checks(), around).exit_code;
  return result;
}

std::size_t lines(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("the exit code tells the worst of all checks") {
  const auto code = [](const std::vector<std::string>& targets, const std::string& codes = "own") {
    std::vector<std::string> args{"check", "--exit-codes", codes};
    for (const auto& target : targets) args.insert(args.end(), {"--room", target});
    return run(args).exit_code;
  };
  CHECK(code({"free"}) == 0);
  CHECK(code({"warned"}) == 0);
  CHECK(code({"free", "odd"}) == 3);
  CHECK(code({"throws"}) == 3);
  CHECK(code({"odd", "taken"}) == 1);
  CHECK(code({"taken", "hard", "odd"}) == 4);
  CHECK(code({"skipped"}) == 3);
  CHECK(code({"skipped", "free"}) == 0);

  CHECK(code({"free"}, "nssm") == 0);
  for (const auto* target : {"odd", "taken", "hard"}) CHECK(code({target}, "nssm") == 99);

  CHECK(code({"free"}, "nagios") == 0);
  CHECK(code({"warned"}, "nagios") == 1);
  CHECK(code({"taken"}, "nagios") == 2);
  CHECK(code({"hard"}, "nagios") == 2);
  CHECK(code({"odd", "warned"}, "nagios") == 3);
}

TEST_CASE("--strict and --ignore change what blocks") {
  CHECK(run({"check", "--room", "warned", "--strict"}).exit_code == 1);
  CHECK(run({"check", "--room", "taken", "--ignore", "room.taken"}).exit_code == 0);
  CHECK(run({"check", "--room", "warned", "--strict", "--ignore", "room.warned"}).exit_code == 0);
  CHECK(has(run({"check", "--room", "taken", "--ignore", "room.taken"}).out, "ignored"));
}

TEST_CASE("checks are reported in the order asked for") {
  const auto report = Value::parse(
      run({"check", "-f", "json", "--room", "taken", "--shed", "free", "--room", "odd"}).out);
  CHECK(report["checks"][0]["target"] == "taken");
  CHECK(report["checks"][1]["check"] == "shed");
  CHECK(report["checks"][2]["status"] == "error");
  CHECK(report["exit_code"] == 1);
  CHECK_FALSE(report["host"]["os"].get<std::string>().empty());
}

TEST_CASE("wrong usage is exit code 2, one line, and an object where JSON was asked for") {
  const auto plain = run({"check", "--room", "full\x1b[31m"});
  CHECK(plain.exit_code == 2);
  CHECK(plain.out.empty());
  CHECK(lines(plain.err) == 1);
  CHECK(has(plain.err, "preflight: --room: 'full\\x1b[31m'"));

  const auto json = run({"check", "--room", "full", "-f", "json", "--exit-codes", "nssm"});
  CHECK(json.exit_code == 2);
  const auto read = Value::parse(json.out);
  CHECK(read["exit_code"] == 2);
  CHECK(has(read["error"]["message"].get<std::string>(), "'full'"));
}

TEST_CASE("colours are for terminals, unless somebody says so") {
  const auto colored = [](std::vector<std::string> more, const Setting& setting) {
    more.insert(more.begin(), {"check", "--room", "taken"});
    return has(run(more, setting).out, "\x1b[");
  };
  const Setting terminal{true, true, false, {}};
  CHECK(colored({}, terminal));
  CHECK_FALSE(colored({}, {}));
  CHECK(colored({"--color", "always"}, {}));
  CHECK_FALSE(colored({"--color", "never"}, terminal));
  CHECK_FALSE(colored({}, {true, true, false, {{"NO_COLOR", "1"}}}));
  CHECK(colored({}, {true, true, false, {{"NO_COLOR", ""}}}));
  CHECK(colored({"--color=always"}, {true, true, false, {{"NO_COLOR", "1"}}}));
  CHECK_FALSE(colored({}, {true, true, false, {{"TERM", "dumb"}}}));
}

TEST_CASE("what reads no UTF-8 gets ASCII") {
  const auto result = run({"check", "--room", "taken"}, {false, false, false, {}});
  for (const char c : result.out) CHECK(static_cast<unsigned char>(c) < 0x80);
}

TEST_CASE("quiet says what blocks and nothing else, verbose all") {
  CHECK(run({"check", "--room", "free", "--room", "warned", "-q"}).out.empty());
  CHECK(has(run({"check", "--room", "taken", "-q"}).out, "BLOCKED"));
  CHECK_FALSE(has(run({"check", "--room", "taken", "--shed", "free", "-q"}).out, "shed"));
  const auto all = run({"check", "--room", "free", "--room", "shown", "-v"}).out;
  CHECK(has(all, "seen: true"));
  CHECK(has(all, "number: 7"));
  CHECK(has(all, "room.shown"));
}

TEST_CASE("reports are written beside the output, whole or not at all") {
  const test::TempDir folder;
  const auto path = folder.file("report.json");
  const auto result = run({"check", "--room", "taken", "-r", "json=" + path, "-r",
                           "console=" + folder.file("why.txt"), "-q"},
                          {true, true, false, {}});
  CHECK(result.exit_code == 1);
  CHECK(Value::parse(test::read_file(path))["exit_code"] == 1);
  const auto page = test::read_file(folder.file("why.txt"));
  CHECK(has(page, "BLOCKED"));
  CHECK_FALSE(has(page, "\x1b"));
}

TEST_CASE("a report that cannot be had makes nothing ready") {
  const test::TempDir folder;
  const auto nowhere = "json=" + folder.file("no-such-folder/report.json");
  const auto ready = run({"check", "--room", "free", "-r", nowhere});
  CHECK(ready.exit_code == 3);
  CHECK(has(ready.err, "report.json"));
  CHECK(lines(ready.err) == 1);
  CHECK(run({"check", "--room", "taken", "-r", nowhere}).exit_code == 1);
  CHECK(run({"check", "--room", "free", "-r", nowhere, "--exit-codes", "nssm"}).exit_code == 99);

  const auto mute = run({"check", "--room", "free"}, {false, true, true, {}});
  CHECK(mute.exit_code == 3);
  CHECK(has(mute.err, "standard output"));
  CHECK(run({"--help"}, {false, true, true, {}}).exit_code == 3);
}

TEST_CASE("waiting is told on standard error, and drawn over on a terminal") {
  const auto log = run({"check", "--room", "free-after-2", "--wait", "60s"});
  CHECK(log.exit_code == 0);
  CHECK(lines(log.err) == 2);
  CHECK(has(log.err, "preflight: waiting up to 60 s for room free-after-2: it is taken"));
  CHECK(has(log.err, "preflight: room free-after-2 after 0."));
  CHECK_FALSE(has(log.out, "waiting"));

  const auto drawn =
      run({"check", "--room", "free-after-2", "--wait", "60s"}, {true, true, false, {}});
  CHECK(has(drawn.err, "\rwaiting"));
  CHECK(has(drawn.err, "room free-after-2"));
  CHECK(drawn.err.ends_with("\r\x1b[1A\x1b[J"));

  CHECK(run({"check", "--room", "free-after-2", "--wait", "60s", "-q"}).err.empty());
  CHECK(run({"check", "--room", "free-after-2", "--wait", "60s", "--ignore", "room.taken"})
            .err.empty());
}

TEST_CASE("asked by hand, the answer is what there is to see") {
  const auto shown = run({"room", "shown"});
  CHECK(shown.exit_code == 0);
  CHECK(has(shown.out, "it is shown"));
  CHECK_FALSE(has(shown.out, "READY"));
  CHECK(run({"room", "taken"}).exit_code == 1);
}

}  // namespace preflight
