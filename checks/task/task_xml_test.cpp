#include "checks/task/task_xml.hpp"

#include "tests/support/catch.hpp"

namespace preflight::task {

namespace {

const std::string whole = R"(<?xml version="1.0" encoding="UTF-8"?>
<Task version="1.4" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <Triggers>
    <!-- a comment is no trigger -->
    <BootTrigger/>
    <TimeTrigger>
      <Repetition><Interval>PT5M</Interval></Repetition>
      <EndBoundary>2020-01-01T00:00:00</EndBoundary>
      <Enabled> false </Enabled>
    </TimeTrigger>
  </Triggers>
  <Principals>
    <Principal id="Other"><UserId>S-1-5-18</UserId></Principal>
    <Principal id="Author">
      <UserId>PC\me</UserId>
      <LogonType>InteractiveToken</LogonType>
    </Principal>
  </Principals>
  <Settings>
    <MultipleInstancesPolicy>Queue</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <ExecutionTimeLimit>PT0S</ExecutionTimeLimit>
    <RestartOnFailure><Interval>PT1M</Interval></RestartOnFailure>
    <Priority>4</Priority>
  </Settings>
  <Actions Context="Author">
    <Exec>
      <Command>"C:\my app\server.exe"</Command>
      <Arguments>--a &amp; b</Arguments>
      <WorkingDirectory>C:\app</WorkingDirectory>
    </Exec>
  </Actions>
</Task>
)";

std::string utf16(const std::string& text, bool little, bool mark) {
  std::string wide;
  const auto add = [&](char high, char low) {
    wide += little ? low : high;
    wide += little ? high : low;
  };
  if (mark) add('\xfe', '\xff');
  for (const char c : text) add('\0', c);
  return wide;
}

Task decoded(const std::string& bytes) {
  auto result = decode_task(bytes);
  CAPTURE(result.error);
  REQUIRE(result.task);
  return std::move(*result.task);
}

}  // namespace

TEST_CASE("a task is decoded") {
  const auto task = decoded(whole);
  REQUIRE(task.triggers.size() == 2);
  CHECK(task.triggers[0].kind == "BootTrigger");
  CHECK(task.triggers[0].enabled);
  CHECK_FALSE(task.triggers[1].enabled);
  CHECK(task.triggers[1].repeats);
  CHECK(task.triggers[1].end_boundary == "2020-01-01T00:00:00");
  CHECK(task.principal.user_id == "PC\\me");
  CHECK(task.principal.logon_type == "InteractiveToken");
  REQUIRE(task.actions.size() == 1);
  CHECK(task.actions[0].command == "\"C:\\my app\\server.exe\"");
  CHECK(task.actions[0].arguments == "--a & b");
  CHECK(task.actions[0].working_directory == "C:\\app");
  CHECK(task.settings.multiple_instances == "Queue");
  CHECK_FALSE(task.settings.disallow_start_on_batteries);
  CHECK(task.settings.stop_on_batteries);
  CHECK(task.settings.execution_time_limit == "PT0S");
  CHECK(task.settings.priority == 4);
  CHECK(task.settings.restart_interval == "PT1M");
  CHECK_FALSE(task.settings.restart_count);
}

TEST_CASE("a task that says nothing has the defaults of the schema") {
  const auto task = decoded("<Task/>");
  CHECK(task.settings.enabled);
  CHECK(task.settings.disallow_start_on_batteries);
  CHECK(task.settings.stop_on_batteries);
  CHECK(task.settings.execution_time_limit == "PT72H");
  CHECK_FALSE(task.settings.time_limit_given);
  CHECK(task.settings.multiple_instances == "IgnoreNew");
  CHECK(task.settings.priority == 7);
  CHECK(task.actions.empty());
}

TEST_CASE("a task in every encoding in which it is stored") {
  auto text = whole;
  text.replace(text.find("UTF-8"), 5, "UTF-16");
  for (const bool little : {true, false})
    for (const bool mark : {true, false}) {
      const auto task = decoded(utf16(text, little, mark));
      CHECK(task.actions.at(0).arguments == "--a & b");
      CHECK_FALSE(task.wrong_encoding);
    }
  CHECK(decoded("\xef\xbb\xbf" + whole).actions.size() == 1);
  CHECK_FALSE(decoded(whole).wrong_encoding);
  CHECK(decoded(text).wrong_encoding);
}

TEST_CASE("an XML bomb does not go off") {
  std::string bomb = "<!DOCTYPE x [<!ENTITY a0 \"0123456789\">";
  for (int i = 1; i < 10; ++i) {
    const auto before = "&a" + std::to_string(i - 1) + ";";
    bomb += "<!ENTITY a" + std::to_string(i) + " \"";
    for (int j = 0; j < 10; ++j) bomb += before;
    bomb += "\">";
  }
  bomb += "]><Task><Actions><Exec><Command>&a9;</Command></Exec></Actions></Task>";
  CHECK(decoded(bomb).actions.at(0).command == "&a9;");
}

TEST_CASE("a task that nests without end is survived") {
  std::string deep;
  while (deep.size() < largest_task / 2) deep += "<Task>";
  CHECK_FALSE(decode_task(deep).task);
  std::string closed = deep;
  for (std::size_t i = 0; i < deep.size() / 6; ++i) closed += "</Task>";
  CHECK_FALSE(decode_task(closed).task);  // too large
  const auto half = deep.substr(0, deep.size() / 6 / 6 * 6);
  closed = half;
  for (std::size_t i = 0; i < half.size() / 6; ++i) closed += "</Task>";
  CHECK(decode_task(closed).task);
}

TEST_CASE("what is no task says why") {
  CHECK(decode_task("").error == "No document element found at byte 0");
  CHECK(decode_task("<Other/>").error == "it has no element Task");
  CHECK(decode_task(std::string(largest_task + 1, ' ')).error == "it is too large for a task");
  CHECK_FALSE(decode_task("MZ\x90").task);
}

TEST_CASE("a task that was cut off anywhere is decoded") {
  const auto wide = utf16(whole, true, true);
  const auto end = whole.rfind("</Task>") + 7;
  for (std::size_t size = 0; size < end; ++size)
    CHECK_FALSE(decode_task(std::string_view(whole).substr(0, size)).task);
  for (std::size_t size = 0; size < end * 2; size += 3)
    CHECK_FALSE(decode_task(std::string_view(wide).substr(0, size)).task);
}

}  // namespace preflight::task
