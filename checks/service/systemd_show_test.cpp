// Output of systemctl 252.
#include "checks/service/systemd_show.hpp"

#include "tests/support/catch.hpp"

namespace preflight::service {

namespace {

const std::string failed_unit =
    "Type=simple\nRestart=on-failure\nTimeoutStartUSec=1min 30s\nMainPID=0\nResult=exit-code\n"
    "NRestarts=5\nStartLimitBurst=5\nExecMainCode=1\nExecMainStatus=203\n"
    "ExecStartPre={ path=/bin/false ; argv[]=/bin/false a b; c } x 'q\n ; ignore_errors=yes ; "
    "start_time=[Sat 2026-11-21 10:50:50 UTC] ; stop_time=[Sat 2026-11-21 10:50:50 UTC] ; pid=85 ; "
    "code=exited ; status=1 }\n"
    "ExecCondition={ path=/bin/true ; argv[]=/bin/true ; ignore_errors=no ; start_time=[n/a] ; "
    "stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 }\n"
    "ExecStart={ path=/srv/app ; argv[]=/srv/app --port 8000 ; ignore_errors=no ; start_time=[n/a] "
    "; "
    "stop_time=[n/a] ; pid=54 ; code=killed ; status=11/SEGV }\n"
    "EnvironmentFiles=/etc/my env (ignore_errors=no)\nEnvironmentFiles=/etc/b (ignore_errors=yes)\n"
    "WorkingDirectory=!/srv/none\nUser=nobody\nId=app.service\nRequires=a.service b.socket\n"
    "BindsTo=c.mount\nLoadState=loaded\nActiveState=failed\nSubState=failed\n"
    "UnitFileState=disabled\nNeedDaemonReload=yes\nConditionResult=yes\n"
    "ConditionTimestampMonotonic=123456\nDropInPaths=/etc/x.conf /run/y.conf\n";

}  // namespace

TEST_CASE("a failed unit is decoded") {
  const auto unit = decode_show(failed_unit);
  CHECK(unit.id == "app.service");
  CHECK(unit.load_state == "loaded");
  CHECK(unit.active_state == "failed");
  CHECK(unit.result == "exit-code");
  CHECK(unit.main_code == 1);
  CHECK(unit.main_status == 203);
  CHECK(unit.restarts == 5);
  CHECK(unit.start_limit_burst == 5);
  CHECK(unit.need_reload);
  CHECK(unit.condition_result);
  CHECK(unit.condition_at == 123456);
  CHECK(unit.working_directory == "/srv/none");
  CHECK(unit.may_miss_directory);
  CHECK(unit.start_timeout == "1min 30s");
  CHECK(unit.requires_units == std::vector<std::string>{"a.service", "b.socket", "c.mount"});
  CHECK(unit.drop_ins == std::vector<std::string>{"/etc/x.conf", "/run/y.conf"});
}

TEST_CASE("the commands of a unit stand in the order in which they are run") {
  const auto unit = decode_show(failed_unit);
  REQUIRE(unit.commands.size() == 3);
  CHECK(unit.commands[0].stage == Stage::condition);
  CHECK(unit.commands[0].code.empty());
  CHECK(unit.commands[1].line == "/bin/false a b; c } x 'q\n");
  CHECK(unit.commands[1].may_fail);
  CHECK(unit.commands[1].code == "exited");
  CHECK(unit.commands[1].status == 1);
  CHECK(unit.commands[2].path == "/srv/app");
  CHECK(unit.commands[2].line == "/srv/app --port 8000");
  CHECK(unit.commands[2].code == "killed");
  CHECK(unit.commands[2].status == 11);
}

TEST_CASE("files of the environment are decoded") {
  const auto unit = decode_show(failed_unit);
  REQUIRE(unit.environment_files.size() == 2);
  CHECK(unit.environment_files[0].path == "/etc/my env");
  CHECK_FALSE(unit.environment_files[0].may_miss);
  CHECK(unit.environment_files[1].may_miss);
}

TEST_CASE("a word of a command line passes for no property") {
  const auto unit = decode_show(
      "LoadState=loaded\nExecStart={ path=/bin/a ; argv[]=/bin/a x "
      "}\nLoadState=masked\n\nUser=root "
      "; ignore_errors=no ; start_time=[n/a] ; stop_time=[n/a] ; pid=0 ; code=(null) ; status=0/0 "
      "}\nUser=nobody\n");
  CHECK(unit.load_state == "loaded");
  CHECK(unit.user == "nobody");
  REQUIRE(unit.commands.size() == 1);
}

TEST_CASE("several units are told apart") {
  const auto units = decode_shows("Id=a.service\nLoadState=loaded\n\nId=b.service\nResult=x\n");
  REQUIRE(units.size() == 2);
  CHECK(units[0].id == "a.service");
  CHECK(units[1].id == "b.service");
  CHECK(units[1].load_state.empty());
}

TEST_CASE("values that are none are passed over") {
  const auto unit = decode_show(
      "Bogus=1\nMainPID=99999999999\nNRestarts=-1\nExecStart={ path=/x }\nExecStart=\n"
      "ExecMainStatus=99999999999\nEnvironmentFiles=/x\nno equals\nid=x\n");
  CHECK(unit.id.empty());
  CHECK(unit.main_pid == 0);
  CHECK(unit.restarts == 0);
  CHECK(unit.commands.empty());
  CHECK(unit.environment_files.empty());
}

TEST_CASE("output that was cut off anywhere is decoded") {
  for (std::size_t size = 0; size <= failed_unit.size(); ++size) {
    const auto unit = decode_show(std::string_view(failed_unit).substr(0, size));
    CHECK(unit.commands.size() <= 3);
  }
}

}  // namespace preflight::service
