#include "checks/task/iso_duration.hpp"

#include "tests/support/catch.hpp"

namespace preflight::task {

namespace {

std::int64_t count(std::string_view text) {
  const auto span = parse_iso_duration(text);
  return span ? span->count() : -1;
}

}  // namespace

TEST_CASE("spans of XML Schema") {
  CHECK(count("PT72H") == 72 * 3600);
  CHECK(count("PT0S") == 0);
  CHECK(count("P3D") == 3 * 86400);
  CHECK(count("P1DT2H3M4S") == 86400 + 7200 + 180 + 4);
  CHECK(count("PT1.5S") == 1);
  CHECK(count("P1M") == 30 * 86400);
  CHECK(count("PT1M") == 60);
}

TEST_CASE("what is no span of XML Schema") {
  for (const auto* text :
       {"", "P", "PT", "72H", "PT72", "P1H", "PT1D", "PT1M1H", "PT1H1H", "P-1D", "PT1.5H", "PT.5S",
        "P1DT", "PTT1H", "P99999999999999999999D", "P1000001Y", "PT1H ", "pt1h"})
    CHECK(count(text) == -1);
}

TEST_CASE("a span for a person") {
  CHECK(format_span(std::chrono::hours(72)) == "3 days");
  CHECK(format_span(std::chrono::minutes(90)) == "1 h 30 min");
  CHECK(format_span(std::chrono::hours(25)) == "1 day 1 h");
  CHECK(format_span(std::chrono::seconds(0)) == "0 s");
}

TEST_CASE("points of time of XML Schema") {
  const auto at = [](std::string_view text) {
    const auto point = parse_latest(text);
    return point ? point->time_since_epoch().count() : -1;
  };
  CHECK(at("1970-01-02T00:00:00Z") == 86400);
  CHECK(at("1970-01-02T00:00:00.1234567+01:00") == 86400 - 3600);
  CHECK(at("1970-01-02T00:00:00") == 86400 + 12 * 3600);
  for (const auto* text : {"", "1970-01-02", "1970-13-02T00:00:00", "1970-02-30T00:00:00Z",
                           "1970-01-02T00:00:00x", "1970-01-02T00:00:00+1", "1970-01-02 00:00:00"})
    CHECK_FALSE(parse_latest(text));
}

TEST_CASE("times that were cut off anywhere are decoded") {
  const std::string_view span = "P1Y2M3DT4H5M6.7S", point = "2026-01-31T08:00:00.5+01:00";
  for (std::size_t size = 0; size < span.size(); ++size)
    (void)parse_iso_duration(span.substr(0, size));
  for (std::size_t size = 0; size < 19; ++size) CHECK_FALSE(parse_latest(point.substr(0, size)));
}

}  // namespace preflight::task
