#include "report/sarif.hpp"

#include <set>

#include "tests/golden/reports.hpp"
#include "tests/support/catch.hpp"

namespace preflight {

namespace {

Value run_of(const Report& report, const RenderOptions& options = {}) {
  return Value::parse(render_sarif(report, options))["runs"][0];
}

const Value& place_of(const Value& result) { return result["locations"][0]["physicalLocation"]; }

}  // namespace

TEST_CASE("no result without a place, a rule and a fingerprint of its own", "[sarif]") {
  for (const auto& report :
       {test::ready(), test::orphan(), test::out_of_reach(), test::mixed(), test::hostile(),
        test::ignored(), test::many_readers(), test::by_hand_imports(), test::only_skipped()}) {
    const auto run = run_of(report);
    std::set<std::string> prints;
    for (const auto& result : run["results"]) {
      CHECK(place_of(result)["region"]["startLine"] >= 1);
      CHECK(!place_of(result)["artifactLocation"]["uri"].get<std::string>().empty());
      CHECK(run["tool"]["driver"]["rules"][result["ruleIndex"].get<std::size_t>()]["id"] ==
            result["ruleId"]);
      CHECK(prints.insert(result["partialFingerprints"].dump()).second);
    }
  }
}

TEST_CASE("a result stands where it was asked for, else at who asked", "[sarif]") {
  auto report = test::mixed();
  report.checks.back().place = Place{"deploy/preflight.json", 12};
  auto results = run_of(report)["results"];
  CHECK(place_of(results.back())["artifactLocation"]["uri"] == "deploy/preflight.json");
  CHECK(place_of(results.back())["region"]["startLine"] == 12);
  CHECK(results.back()["properties"]["anchor"] == "configuration");
  CHECK(place_of(results[0])["artifactLocation"]["uri"] == "preflight.json");
  CHECK(results[0]["properties"]["anchor"] == "none");

  RenderOptions options;
  options.asked_by = ".github/workflows/ci.yml";
  results = run_of(report, options)["results"];
  CHECK(place_of(results[0])["artifactLocation"]["uri"] == ".github/workflows/ci.yml");
  CHECK(place_of(results[0])["artifactLocation"]["uriBaseId"] == "%SRCROOT%");
  CHECK(results[0]["properties"]["anchor"] == "caller");
  CHECK(results.back()["properties"]["anchor"] == "configuration");
}

TEST_CASE("severities become levels, and what could not be looked at is no success", "[sarif]") {
  const auto run = run_of(test::mixed());
  CHECK(run["results"][0]["properties"]["severity"] == "error");
  CHECK(run["results"][0]["level"] == "error");
  CHECK(run["results"][1]["level"] == "warning");
  CHECK(run["results"][2]["properties"]["severity"] == "blocker");
  CHECK(run["results"][2]["level"] == "error");
  CHECK(run["invocations"][0]["executionSuccessful"] == false);
  CHECK(run["invocations"][0]["toolExecutionNotifications"].size() == 1);
  CHECK(run_of(test::orphan())["invocations"][0]["executionSuccessful"] == true);
  CHECK(run_of(test::ignored())["results"][0]["suppressions"][0]["kind"] == "external");
}

TEST_CASE("the fingerprint knows neither the process nor the line", "[sarif]") {
  auto report = test::orphan();
  const auto before = run_of(report)["results"][0]["partialFingerprints"];
  report.checks[0].findings[0].message = "ruby (pid 1) listens";
  report.checks[0].place = Place{"preflight.json", 5};
  CHECK(run_of(report)["results"][0]["partialFingerprints"] == before);
  report.checks[0].target = "*:8001/tcp";
  CHECK(run_of(report)["results"][0]["partialFingerprints"] != before);
}

TEST_CASE("a rule explains its code", "[sarif]") {
  RenderOptions options;
  options.help = [](std::string_view code) {
    return CodeHelp{"meaning of " + std::string(code),
                    {"a cause"},
                    {"a sign"},
                    {{"do it", "now", Needs::admin}}};
  };
  const auto rule = run_of(test::orphan(), options)["tool"]["driver"]["rules"][0];
  CHECK(rule["shortDescription"]["text"] == "meaning of port.in-use");
  CHECK(rule["help"]["text"] ==
        "meaning of port.in-use\n\nWhy it happens:\n- a cause\n\nHow to tell:\n- a sign\n\n"
        "What helps:\n-> do it (needs an administrator): now");
}

TEST_CASE("a path as a URI", "[sarif]") {
  CHECK(sarif_uri("preflight.json") == "preflight.json");
  CHECK(sarif_uri("./deploy/a b.json") == "deploy/a%20b.json");
  CHECK(sarif_uri(".\\deploy\\preflight.json") == "deploy/preflight.json");
  CHECK(sarif_uri("/srv/100%/p.json") == "file:///srv/100%25/p.json");
  CHECK(sarif_uri("C:\\my app\\preflight.json") == "file:///C:/my%20app/preflight.json");
  CHECK(sarif_uri("\\\\server\\share\\p.json") == "file://server/share/p.json");
  CHECK(sarif_uri("a:b\n\xff") == "a%3Ab%0A%FF");
  CHECK(sarif_uri("/unix\\name") == "file:///unix%5Cname");
  CHECK(sarif_uri("").empty());
}

}  // namespace preflight
