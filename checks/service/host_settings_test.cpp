#include "checks/service/host_settings.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

namespace preflight::service {

namespace {

RegistryValue text(const std::string& name, const std::string& value, std::uint32_t type = 2) {
  std::string bytes;
  for (const char c : value) bytes.append({c, '\0'});
  return {name, type, bytes + std::string(2, '\0'), false};
}

RegistryValue number(const std::string& name, unsigned value) {
  return {name, 4, {static_cast<char>(value), static_cast<char>(value >> 8U), '\0', '\0'}, false};
}

std::vector<std::string> values(const std::vector<SettingComplaint>& complaints) {
  std::vector<std::string> names;
  for (const auto& one : complaints) names.push_back(one.value);
  return names;
}

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("a host is known by its file, or by its settings") {
  const RegistryKey settings{{text("Application", "x"), text("AppDirectory", "y")}};
  CHECK(host_of("C:\\tools\\nssm64.exe", {}, false) == Host::nssm);
  CHECK(host_of("C:\\tools\\renamed.exe", settings, false) == Host::nssm);
  CHECK(host_of("C:\\tools\\srvany.exe", settings, false) == Host::srvany);
  CHECK(host_of("C:\\Python\\PythonService.exe", {}, false) == Host::pywin32);
  CHECK(host_of("C:\\Windows\\System32\\svchost.exe", {}, false) == Host::svchost);
  CHECK(host_of("C:\\app\\app.exe", {{text("Application", "x")}}, false) == Host::none);
  CHECK(host_of("C:\\app\\app.exe", {}, false) == Host::none);
}

TEST_CASE("NSSM expands only what is REG_EXPAND_SZ, and logs hang on the working folder") {
  const Environment machine{{"APP", "C:\\app"}};
  const RegistryKey key{{text("Application", "%APP%\\a.exe"), text("AppDirectory", "\"%APP%\""),
                         text("AppParameters", "%APP%", 1), text("AppStdout", "logs\\out.log"),
                         text("AppStderr", "%NONE%\\err.log")}};
  const auto look = read_settings(Host::nssm, key, machine);
  CHECK(look.application == "C:\\app\\a.exe");
  CHECK(look.directory == "C:\\app");
  CHECK(look.parameters == "%APP%");
  CHECK(look.stdout_path == "C:\\app\\logs\\out.log");
  CHECK(look.unknown_variables == Words{"NONE"});
  CHECK(look.complaints.empty());
}

TEST_CASE("settings of the wrong type are complaints") {
  const RegistryKey key{
      {number("Application", 1), text("AppThrottle", "1500"), text("AppEnvironmentExtra", "A=1")}};
  const auto look = read_settings(Host::nssm, key, {});
  CHECK_FALSE(look.application);
  CHECK_FALSE(look.throttle);
  CHECK(look.complaints.size() == 3);
}

TEST_CASE("a setting that NSSM does not have is told, with the one that is meant") {
  const auto complaints = lint_nssm({{number("AppKillConsoleDelay", 1500)}});
  REQUIRE(complaints.size() == 1);
  CHECK(complaints[0].command == "set %NAME% AppStopMethodConsole 1500");
  const auto slip = lint_nssm({{text("AppDirectroy", "C:\\app")}});
  REQUIRE(slip.size() == 1);
  CHECK(slip[0].cause.find("AppDirectory") != std::string::npos);
}

TEST_CASE("AppRotateFiles is a switch, no count") {
  CHECK(values(lint_nssm({{number("AppRotateFiles", 5)}})) == Words{"AppRotateFiles"});
  CHECK(lint_nssm({{number("AppRotateFiles", 1), number("AppRotateBytes", 100)}}).empty());
  CHECK(values(lint_nssm({{number("AppRotateBytes", 100)}})) == Words{"AppRotateBytes"});
}

TEST_CASE("what NSSM itself writes is no complaint") {
  const RegistryKey key{{text("Application", "x"), text("AppStdout", "x"),
                         number("AppStdoutCreationDisposition", 4), number("AppStdoutShareMode", 1),
                         number("AppStopMethodSkip", 0), number("AppStopMethodThreads", 5000),
                         number("AppRestartDelay", 5000), number("AppPriority", 32),
                         text("", "the default value")}};
  CHECK(lint_nssm(key).empty());
  CHECK(values(lint_nssm({{number("AppStopMethodSkip", 15)}})) == Words{"AppStopMethodSkip"});
}

}  // namespace preflight::service
