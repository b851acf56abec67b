#include "cli/run/program.hpp"

#include "tests/support/catch.hpp"

namespace preflight::run {

namespace {

ProgramFacts facts_of(Trouble trouble) {
  ProgramFacts facts;
  facts.name = "server";
  facts.path = "/opt/server";
  facts.trouble = trouble;
  facts.interpreter = "/bin/none";
  facts.machine = "64-bit ARM";
  return facts;
}

}  // namespace

TEST_CASE("every trouble has words, something to do and a shell's exit code") {
  CHECK_FALSE(judge_program(facts_of(Trouble::none)));
  for (const auto trouble :
       {Trouble::missing, Trouble::folder, Trouble::not_executable, Trouble::no_exec_mount,
        Trouble::denied, Trouble::interpreter_missing, Trouble::interpreter_denied,
        Trouble::carriage_return, Trouble::wrong_machine, Trouble::no_program, Trouble::refused}) {
    for (const bool windows : {false, true}) {
      auto facts = facts_of(trouble);
      facts.windows = windows;
      CAPTURE(static_cast<int>(trouble), windows);
      const auto finding = judge_program(facts);
      REQUIRE(finding);
      CHECK(finding->severity == Severity::blocker);
      CHECK_FALSE(finding->message.empty());
      CHECK_FALSE(finding->remedies.empty());
      const bool lost = trouble == Trouble::missing || trouble == Trouble::interpreter_missing;
      CHECK(shell_code(facts) == (lost ? 127 : 126));
      CHECK((finding->code == "run.not-found") == (trouble == Trouble::missing));
    }
  }
}

TEST_CASE("a name that is a slip of others, or lies in this folder") {
  auto facts = facts_of(Trouble::missing);
  facts.searched = facts.here = true;
  facts.folders = {"/bin", "/usr/bin"};
  facts.nearest = {"serve", "servers"};
  const auto finding = judge_program(facts);
  REQUIRE(finding);
  CHECK(finding->message == "there is no program server in PATH");
  REQUIRE(finding->remedies.size() == 4);
  CHECK(finding->remedies[0].text == "did you mean serve?");
  CHECK(finding->remedies[2].text.find("./server") != std::string::npos);
  CHECK(finding->evidence["searched"].size() == 2);
}

}  // namespace preflight::run
