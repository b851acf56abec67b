// `preflight explain` in this process, with the real table of checks.
#include "cli/explain.hpp"

#include <algorithm>
#include <map>

#include "checks/codes/all.hpp"
#include "checks/codes/codes.hpp"
#include "cli/app.hpp"
#include "cli/help.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/invented_checks.hpp"
#include "tests/support/run_here.hpp"
#include "tests/support/texts.hpp"

namespace preflight {

namespace {

using test::has;
using test::Run;

Run explained(std::vector<std::string> args, std::span<const Check> checks = all_checks(),
              bool unicode = true, std::size_t width = 80) {
  args.insert(args.begin(), "explain");
  Run result;
  auto around = test::writing_to(result);
  around.out.unicode = around.err.unicode = unicode;
  around.out.is_terminal = true;
  around.out.width = width;
  result.exit_code = run_app(args, checks, around).exit_code;
  return result;
}

/// Every finding that a check or the engine makes, with what it says.
std::map<std::string_view, std::string_view> declared_findings() {
  std::map<std::string_view, std::string_view> all;
  for (const auto& code : engine_codes()) all.emplace(code.code, code.meaning);
  for (const auto& check : all_checks())
    for (const auto& code : check.codes) all.emplace(code.code, code.meaning);
  return all;
}

}  // namespace

TEST_CASE("every finding code has a row, and what it says stands in one place") {
  const auto declared = declared_findings();
  for (const auto& [name, meaning] : declared) {
    CAPTURE(name);
    const auto* code = codes::find(codes::Family::finding, name);
    CHECK(code != nullptr);
    // A room that declares a finding says what it means: the row in checks/codes loses its words.
    if (code != nullptr) CHECK(code->says == "");
    const auto answer = explain(name, std::nullopt, all_checks());
    REQUIRE_FALSE(answer.meanings.empty());
    CHECK(answer.meanings.front().says == meaning);
  }
  codes::for_each_code([&](const codes::Code& code) {
    if (code.family != codes::Family::finding || declared.count(code.symbol) == 1) return;
    // A row may wait for the words of its room; once the room is there, it has to declare the code.
    CAPTURE(code.symbol);
    const auto room = code.symbol.substr(0, code.symbol.find('.'));
    const bool is_there = std::any_of(all_checks().begin(), all_checks().end(),
                                      [&](const Check& check) { return check.id == room; });
    CHECK((!is_there || !code.says.empty()));
  });
}

TEST_CASE("a finding that two rooms declare says the same in both") {
  std::map<std::string_view, std::string_view> all;
  for (const auto& check : all_checks()) {
    for (const auto& code : check.codes) {
      CAPTURE(code.code, check.id);
      const auto known = all.emplace(code.code, code.meaning).first->second;
      CHECK(known == code.meaning);
    }
  }
}

TEST_CASE("explain tells what it is, why and what to do") {
  const auto told = explained({"1053"});
  CHECK(told.exit_code == 0);
  CHECK(told.err.empty());
  CHECK(has(told.out, "ERROR_SERVICE_REQUEST_TIMEOUT  1053 (win32)\n"));
  CHECK(has(told.out, "why   · the error came at once"));
  CHECK(has(told.out, "tell  · "));
  CHECK(has(told.out, "→ let preflight tell which it is\n      preflight diagnose-service NAME\n"));
}

TEST_CASE("explain takes a negative number for no option") {
  for (const auto& args : std::vector<std::vector<std::string>>{
           {"-1073741515"}, {"--", "-1073741515"}, {"-v", "-1073741515"}, {"3221225781"}}) {
    const auto told = explained(args);
    CHECK(told.exit_code == 0);
    CHECK(has(told.out, "STATUS_DLL_NOT_FOUND  0xC0000135, -1073741515 (ntstatus)\n"));
  }
  CHECK(explained({"-x"}).exit_code == 2);
}

TEST_CASE("explain tells every meaning of a number, the likeliest in full") {
  const auto told = explained({"5"});
  CHECK(has(told.out, "ERROR_ACCESS_DENIED  5 (win32)\n"));
  CHECK(has(told.out, "    sqlite   SQLITE_BUSY        another connection"));
  CHECK_FALSE(has(told.out, "busy_timeout"));
  CHECK(has(explained({"5", "-v"}).out, "PRAGMA busy_timeout"));
  const auto as = explained({"5", "--as", "sqlite"});
  CHECK(as.out.starts_with("SQLITE_BUSY  5 (sqlite)\n"));
  CHECK_FALSE(has(as.out, "ERROR_ACCESS_DENIED"));
}

TEST_CASE("explain says when it knows no such code, and offers a near name") {
  const auto slip = explained({"WSAEACES"});
  CHECK(slip.exit_code == 1);
  CHECK(has(slip.out, "did you mean WSAEACCES?"));
  CHECK(has(explained({"port.inuse"}).out, "did you mean port.in-use?"));
  CHECK(has(explained({"sqlite_bussy"}).out, "did you mean SQLITE_BUSY?"));
  const auto mixed = explained({"1053", "99999"});
  CHECK(mixed.exit_code == 1);
  CHECK(has(mixed.out, "ERROR_SERVICE_REQUEST_TIMEOUT"));
  CHECK(has(mixed.out, "? 99999: preflight knows no such code\n"));
  CHECK(explained({"1053", "--as", "sqlite"}).exit_code == 1);
  const auto hostile = explained({"\x1b[31m\xff"});
  CHECK(hostile.exit_code == 1);
  CHECK_FALSE(has(hostile.out, "\x1b"));
}

TEST_CASE("wrong usage of explain is exit code 2") {
  CHECK(explained({}).exit_code == 2);
  const auto family = explained({"5", "--as", "winsock"});
  CHECK(family.exit_code == 2);
  CHECK(has(family.err, "--as: 'winsock' is none of win32, ntstatus"));
  CHECK(explained({"5", "--format", "html"}).exit_code == 2);
  const auto json = explained({"5", "--as", "x", "-f", "json"});
  CHECK(Value::parse(json.out)["exit_code"] == 2);
}

TEST_CASE("explain answers in JSON") {
  const auto told = explained({"0xC0000135", "start-limit-hit", "nothing-like-it", "-f", "json"});
  CHECK(told.exit_code == 1);
  const auto read = Value::parse(told.out);
  CHECK(read["schema_version"] == 1);
  CHECK(read["exit_code"] == 1);
  REQUIRE(read["codes"].size() == 3);
  CHECK(read["codes"][0]["query"] == "0xC0000135");
  const auto& status = read["codes"][0]["meanings"][0];
  CHECK(status["family"] == "ntstatus");
  CHECK(status["number"] == 0xC0000135);
  CHECK(status["signed"] == -1073741515);
  CHECK(status["hex"] == "0xC0000135");
  CHECK(status["remedies"][0]["command"] == "preflight imports EXE");
  CHECK(status["remedies"][1]["needs"] == "admin");
  CHECK_FALSE(read["codes"][1]["meanings"][0].contains("number"));
  CHECK(read["codes"][2]["meanings"].empty());
}

TEST_CASE("a finding without a row still says what it means") {
  const auto told = explained({"Room.Taken"}, test::invented_checks());
  CHECK(told.exit_code == 0);
  CHECK(has(told.out, "room.taken  (finding)\n  somebody is in it\n"));
  CHECK(explained({"room.taken", "--as", "win32"}, test::invented_checks()).exit_code == 1);
}

TEST_CASE("every code is told in ASCII where the terminal knows no more, and in narrow columns") {
  codes::for_each_code([](const codes::Code& code) {
    const auto told = explained({std::string(code.symbol), "-v"}, all_checks(), false, 40);
    CAPTURE(code.symbol);
    CHECK(told.exit_code == 0);
    CHECK(std::all_of(told.out.begin(), told.out.end(),
                      [](char c) { return c == '\n' || (c >= 0x20 && c < 0x7F); }));
  });
}

TEST_CASE("explain has its help") {
  CHECK(has(explained({"--help"}).out, "Usage: preflight explain CODE..."));
  for (const auto family : codes::family_words()) CHECK(has(explained({"--help"}).out, family));
}

TEST_CASE("a report gets the meaning of a finding code from its room, and the rest from the table",
          "[explain]") {
  const auto help = help_for("port.in-use", all_checks());
  CHECK(!help.meaning.empty());
  CHECK(!help.causes.empty());
  CHECK(!help.remedies.empty());
  CHECK(help_for("check.timed-out", {}).meaning == "the check did not come back within --timeout");
  CHECK(help_for("no.such-code", all_checks()).meaning.empty());
}

}  // namespace preflight
