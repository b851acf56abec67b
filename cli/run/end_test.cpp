#include "cli/run/end.hpp"

#include "tests/support/catch.hpp"

namespace preflight::run {

namespace {

EndFacts facts_of(End end, bool windows = false) {
  EndFacts facts;
  facts.end = end;
  facts.command = "app --port 8000";
  facts.program = "/opt/my app";
  facts.lifetime = std::chrono::milliseconds(1500);
  facts.windows = windows;
  return facts;
}

End exited(std::uint32_t code) {
  End end;
  end.exit_code = code;
  return end;
}

End signalled(int signal) {
  End end;
  end.signal = signal;
  return end;
}

bool has_command(const Finding& finding, std::string_view command) {
  for (const auto& remedy : finding.remedies)
    if (remedy.command == command) return true;
  return false;
}

}  // namespace

TEST_CASE("every kind of end has its code, and is worded with its name") {
  struct Row {
    End end;
    bool windows;
    std::string_view code, words;
    Severity severity;
  };
  const Row rows[] = {
      {exited(1), false, "run.died", "exit code 1", Severity::blocker},
      {exited(127), false, "run.died", "exit code 127", Severity::blocker},
      {exited(78), false, "run.died", "exit code 78 (EX_CONFIG)", Severity::blocker},
      {exited(0), false, "run.ended", "exit code 0", Severity::warning},
      {signalled(9), false, "run.killed", "SIGKILL", Severity::blocker},
      {signalled(11), false, "run.crashed", "SIGSEGV", Severity::blocker},
      {signalled(6), false, "run.crashed", "SIGABRT", Severity::blocker},
      {End{}, false, "run.end-unknown", "an exit code that could not be told", Severity::error},
      {exited(0xC0000135), true, "run.crashed", "exit code STATUS_DLL_NOT_FOUND (0xC0000135)",
       Severity::blocker},
      {exited(1), true, "run.died", "exit code 1", Severity::blocker},
  };
  for (const auto& row : rows) {
    CAPTURE(row.words);
    const auto finding = judge_end(facts_of(row.end, row.windows));
    CHECK(finding.code == row.code);
    CHECK(finding.severity == row.severity);
    CHECK(end_in_words(row.end, row.windows) == row.words);
    CHECK(finding.message.find(row.words) != std::string::npos);
    CHECK(finding.message.find("1.5 s after its start") != std::string::npos);
  }
}

TEST_CASE("what the program said is the cause, before what the number may mean") {
  auto facts = facts_of(exited(1));
  CHECK(judge_end(facts).cause->find("the program's own general failure") == 0);
  facts.said.lines = {
      "Traceback (most recent call last):", "ModuleNotFoundError: No module named 'x'", "bye"};
  const auto finding = judge_end(facts);
  CHECK(finding.cause == "its last words: ModuleNotFoundError: No module named 'x'");
  CHECK(finding.evidence["lines"].size() == 3);
}

TEST_CASE("a lack of memory that the kernel has counted comes first") {
  auto end = signalled(9);
  end.out_of_memory = true;
  auto facts = facts_of(end);
  facts.said.lines = {"Error: something else"};
  CHECK(judge_end(facts).cause->find("lack of memory") != std::string::npos);
}

TEST_CASE("a library that may be missing is looked for, by the command to paste") {
  CHECK(has_command(judge_end(facts_of(exited(127))), "preflight imports '/opt/my app'"));
  CHECK(has_command(judge_end(facts_of(exited(0xC0000135), true)),
                    "preflight imports \"/opt/my app\""));
  CHECK(may_lack_library(facts_of(exited(0xC0000139), true)));
  CHECK_FALSE(may_lack_library(facts_of(exited(1))));
  auto script = facts_of(exited(127));
  script.script = true;
  CHECK_FALSE(may_lack_library(script));
  auto told = facts_of(exited(1));
  told.said.lines = {"app: error while loading shared libraries: libx.so"};
  CHECK(may_lack_library(told));
}

TEST_CASE("an end that somebody wanted") {
  CHECK(was_wanted(signalled(15)));
  CHECK(was_wanted(signalled(2)));
  CHECK_FALSE(was_wanted(signalled(9)));
  CHECK_FALSE(was_wanted(exited(0)));
  CHECK(was_wanted(exited(0xC000013A)));  // Ctrl-C on Windows
  auto told = exited(1);
  told.asked_to_stop = 2;
  CHECK(was_wanted(told));
}

}  // namespace preflight::run
