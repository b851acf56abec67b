#include "checks/service/winsw.hpp"

#include "tests/support/catch.hpp"

namespace preflight::service {

namespace {

const std::string program = R"(C:\app\myapp.exe)";
const std::string winsw_xml = R"(<service>
  <id>myapp</id>
  <env name="HOME_OF_IT" value="%BASE%\data"/>
  <executable>%BASE%\python.exe</executable>
  <arguments>-m uvicorn &quot;a b&quot;</arguments>
  <workingdirectory>%HOME_OF_IT%</workingdirectory>
  <logpath>%BASE%\logs</logpath>
</service>)";

HostLook read(std::string_view xml) { return read_winsw(xml, program, {}); }

}  // namespace

TEST_CASE("WinSW's settings name program, arguments, folder and logs") {
  CHECK(is_winsw(winsw_xml));
  const auto look = read(winsw_xml);
  CHECK(look.identifier == "myapp");
  CHECK(look.application == R"(C:\app\python.exe)");
  CHECK(look.parameters == R"(-m uvicorn "a b")");
  CHECK(look.directory == R"(C:\app\data)");
  CHECK(look.stderr_path == R"(C:\app\logs\myapp.err.log)");
  CHECK(look.complaints.empty());
}

TEST_CASE("WinSW's defaults follow from where it lies") {
  const auto look = read(
      "<service><executable>java</executable><argument>-jar</argument>"
      "<argument>%GONE%\\a.jar</argument></service>");
  CHECK(look.directory == "C:\\app");
  CHECK(look.stdout_path == R"(C:\app\myapp.out.log)");
  CHECK(look.parameters == R"(-jar %GONE%\a.jar)");
  CHECK(look.unknown_variables == std::vector<std::string>{"GONE"});
}

TEST_CASE("what is no XML, or not WinSW's, is a complaint") {
  CHECK(read("not XML").complaints.size() == 1);
  CHECK(read("<other/>").complaints.size() == 1);
  CHECK_FALSE(is_winsw("<other/>"));
  CHECK_FALSE(read("").application);
}

TEST_CASE("entities that grow are not followed") {
  const auto look = read(R"(<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>)"
                         "<service><executable>&b;</executable></service>");
  CHECK(look.application == "&b;");
}

TEST_CASE("WinSW's settings cut anywhere are still read") {
  for (std::size_t size = 0; size < winsw_xml.size(); ++size) {
    const auto look = read(std::string_view(winsw_xml).substr(0, size));
    CHECK(look.complaints.size() == 1);
  }
}

}  // namespace preflight::service
