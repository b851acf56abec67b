#include "checks/disk/disk.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight::disk {

namespace {

constexpr std::uint64_t gb = 1'000'000'000;

Query ask(const std::string& target) { return std::get<Query>(parse({target, {}, false})); }

Facts facts_of(std::uint64_t free, std::uint64_t total) {
  Facts facts;
  facts.looked_at = "/srv";
  facts.sized = true;
  facts.free = free;
  facts.total = total;
  return facts;
}

}  // namespace

TEST_CASE("PATH:SIZE is parted at its last colon", "[disk]") {
  CHECK(ask("/var/log:500MB").path == "/var/log");
  CHECK(ask("C:\\logs:10%").path == "C:\\logs");
  CHECK(ask("C:\\logs:10%").asked.percent == 10.0);
  CHECK(ask("C::1GB").path == "C:");
  CHECK(ask("/a:b:1GB").path == "/a:b");
  for (const auto* bad : {"", ":1GB", "/var", "/var:", "C:\\logs", "/var:lots", "/var:0"})
    CHECK(std::holds_alternative<UsageError>(parse({bad, {}, false})));
}

TEST_CASE("too little free blocks, in bytes and in percent", "[disk]") {
  const auto low = judge(ask("/srv:20GB"), facts_of(12'399'999'999, 100 * gb));
  REQUIRE(low.size() == 1);
  CHECK(low[0].code == "disk.low");
  CHECK(low[0].message == "/srv: 12.3 GB free (12.4 %), 20 GB asked");
  CHECK_FALSE(low[0].hard);
  CHECK(judge(ask("/srv:12GB"), facts_of(12'300'000'000, 100 * gb)).empty());
  CHECK(judge(ask("/srv:10%"), facts_of(10 * gb, 100 * gb)).empty());
  CHECK(judge(ask("/srv:10%"), facts_of(10 * gb - 1, 100 * gb)).size() == 1);
  // Rounded both would be "20 GB".
  CHECK(judge(ask("/srv:20GB"), facts_of(20 * gb + 1, 100 * gb)).empty());
  CHECK(judge(ask("/srv:19.9GB"), facts_of(19'900'000'000 - 1, 100 * gb)).size() == 1);
}

TEST_CASE("what tells no size, or may not be asked, is an error", "[disk]") {
  Facts facts;
  facts.looked_at = "/proc";
  auto findings = judge(ask("/proc:1MB"), facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::error);
  facts.error = {13};
  CHECK(judge(ask("/proc:1MB"), facts)[0].severity == Severity::error);
}

TEST_CASE("the nearest folder that is there is asked", "[disk]") {
  const test::TempDir dir;
  const auto here = probe({dir.path().string(), {}}, Deadline::never());
  CHECK(here.sized);
  CHECK(here.total >= here.free);
  CHECK(here.looked_at == dir.path().string());
  const auto below = probe({dir.file("not/there/yet"), {}}, Deadline::never());
  CHECK(below.sized);
  CHECK(below.looked_at == dir.path().string());
  CHECK(probe({"not-there/at-all", {}}, Deadline::never()).looked_at == ".");
  const auto file = probe({dir.write("a file", "x"), {}}, Deadline::never());
  CHECK(file.sized);
}

}  // namespace preflight::disk
