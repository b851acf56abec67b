#include "report/causes.hpp"

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

using Targets = std::vector<std::string>;

Process process(std::uint32_t pid, std::vector<std::uint32_t> parents = {}) {
  Process made;
  made.pid = pid;
  made.name = "p" + std::to_string(pid);
  made.started_at = Timestamp{std::chrono::seconds{1000 + pid}};
  for (const auto parent : parents) made.parents.push_back({parent, "p" + std::to_string(parent)});
  return made;
}

Remedy kill(std::uint32_t pid) {
  return {"end " + std::to_string(pid), "kill " + std::to_string(pid), Needs::user};
}

Finding finding(std::vector<Process> processes, std::vector<Remedy> remedies = {},
                Severity severity = Severity::blocker) {
  Finding made;
  made.code = "room.code";
  made.severity = severity;
  made.message = "it is held";
  made.processes = std::move(processes);
  made.remedies = std::move(remedies);
  return made;
}

CheckResult check(std::string target, Findings findings) {
  CheckResult made;
  made.target = std::move(target);
  made.findings = std::move(findings);
  return made;
}

std::vector<std::string> commands(const Cause& cause) {
  std::vector<std::string> all;
  for (const auto& remedy : cause.remedies) all.push_back(remedy.command.value_or(remedy.text));
  return all;
}

}  // namespace

TEST_CASE("one process that blocks two targets is one cause with one command") {
  const Remedy elsewhere{"use another port", std::nullopt, Needs::user};
  const std::vector<CheckResult> checks{
      check("port", {finding({process(7)}, {elsewhere, kill(7)})}),
      check("other", {finding({process(8)}, {kill(8)})}),
      check("database", {finding({process(7)}, {kill(7)})})};
  const auto causes = find_causes(checks, false);
  REQUIRE(causes.size() == 2);
  CHECK(causes[0].blocks == Targets{"port", "database"});
  CHECK(causes[0].message == "p7 (pid 7) holds port and database");
  CHECK(causes[0].process->pid == 7);
  CHECK(commands(causes[0]) == Targets{"kill 7", "use another port"});
  CHECK(causes[0].joins.size() == 2);
  CHECK(causes[1].blocks == Targets{"other"});
  CHECK(causes[1].message == "it is held");
}

TEST_CASE("a pid that was used again is another process") {
  auto later = process(7);
  later.started_at = Timestamp{std::chrono::seconds{5000}};
  const std::vector<CheckResult> checks{check("a", {finding({process(7)})}),
                                        check("b", {finding({later})})};
  CHECK(find_causes(checks, false).size() == 2);
}

TEST_CASE("a server and its worker are one cause, and the server is to be ended") {
  const auto order = GENERATE(false, true);
  std::vector<CheckResult> checks{check("port", {finding({process(20, {10, 1})}, {kill(20)})}),
                                  check("database", {finding({process(10, {1})}, {kill(10)})})};
  if (order) std::swap(checks[0], checks[1]);
  const auto causes = find_causes(checks, false);
  REQUIRE(causes.size() == 1);
  CHECK(causes[0].process->pid == 10);
  CHECK(commands(causes[0]) == Targets{"kill 10"});
}

TEST_CASE("a launcher stays behind the child that a remedy names") {
  const std::vector<CheckResult> checks{
      check("port", {finding({process(10, {1}), process(20, {10, 1})}, {kill(20)})})};
  const auto causes = find_causes(checks, false);
  REQUIRE(causes.size() == 1);
  CHECK(causes[0].process->pid == 20);
}

TEST_CASE("who descends from everybody's ancestor is related to nobody by it") {
  for (const std::uint32_t ancestor : {1U, 4U}) {
    const std::vector<CheckResult> checks{check("port", {finding({process(ancestor)})}),
                                          check("database", {finding({process(20, {ancestor})})})};
    CHECK(find_causes(checks, false).size() == 2);
  }
}

TEST_CASE("a finding that names two others' processes joins them") {
  const std::vector<CheckResult> checks{
      check("a", {finding({process(7)}, {kill(7)})}),
      check("b", {finding({process(8)}, {kill(8)})}),
      check("c", {finding({process(7), process(8)}, {kill(7), kill(8)})})};
  const auto causes = find_causes(checks, false);
  REQUIRE(causes.size() == 1);
  CHECK(causes[0].blocks == Targets{"a", "b", "c"});
  CHECK(commands(causes[0]) == Targets{"kill 7", "kill 8"});
}

TEST_CASE("a command is for a pid only where it names the whole of it") {
  const std::vector<CheckResult> checks{
      check("a", {finding({process(1234, {12})}, {kill(1234)})}),
      check("b", {finding({process(12)}, {{"stop it", "systemctl stop app12", Needs::admin}})})};
  const auto causes = find_causes(checks, false);
  REQUIRE(causes.size() == 1);
  // "app12" is a name, but 12 stands there as a whole number: it may well be meant.
  CHECK(causes[0].process->pid == 12);
}

TEST_CASE("findings without a process are causes of their own") {
  const std::vector<CheckResult> checks{check("a", {finding({}), finding({})}),
                                        check("b", {finding({})})};
  CHECK(find_causes(checks, false).size() == 3);
}

TEST_CASE("errors are causes only where nothing blocks, warnings only where they block") {
  const auto error = finding({}, {}, Severity::error);
  const auto warning = finding({}, {}, Severity::warning);
  const auto blocker = finding({});
  CHECK(find_causes(std::vector{check("a", {error, warning})}, false).size() == 1);
  CHECK(find_causes(std::vector{check("a", {warning})}, false).empty());
  CHECK(find_causes(std::vector{check("a", {blocker, error, warning})}, false).size() == 1);
  const auto strict =
      find_causes(std::vector{check("a", {warning}), check("b", {blocker, error})}, true);
  REQUIRE(strict.size() == 2);
  CHECK(strict[0].blocks == Targets{"b"});
}

TEST_CASE("a cause is hard when one of its findings is") {
  auto hard = finding({process(7)});
  hard.hard = true;
  const std::vector<CheckResult> checks{check("a", {finding({process(7)})}), check("b", {hard})};
  const auto causes = find_causes(checks, false);
  REQUIRE(causes.size() == 1);
  CHECK(causes[0].hard);
}

}  // namespace preflight
