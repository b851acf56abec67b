#include "checks/memory/memory.hpp"

#include "tests/support/catch.hpp"

namespace preflight::memory {

namespace {

constexpr std::uint64_t gb = 1'000'000'000;

Query ask(const std::string& size) { return std::get<Query>(parse({size, {}, false})); }

Facts facts_of(std::vector<Bound> bounds) {
  Facts facts;
  facts.bounds = std::move(bounds);
  return facts;
}

const std::string v1_cgroup = "9:name=systemd:/\n4:cpu,memory:/a/b\n0::/\n";
const std::string v1_mounts =
    "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755\n"
    "35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory\n"
    "41 31 0:38 / /sys/fs/cgroup/unified rw,relatime shared:5 - cgroup2 cgroup2 rw\n";

}  // namespace

TEST_CASE("the nearest bound decides, and is named", "[memory]") {
  const auto facts = facts_of({{Bound::Kind::physical, {}, 16 * gb, 8 * gb},
                               {Bound::Kind::cgroup, "/system.slice/app.service", 2 * gb, gb / 2}});
  const auto low = judge(ask("1GB"), facts);
  REQUIRE(low.size() == 1);
  CHECK(low[0].code == "memory.low");
  CHECK(low[0].message == "500 MB available, 1 GB asked");
  CHECK(low[0].cause->find("/system.slice/app.service may have 2 GB") != std::string::npos);
  CHECK(judge(ask("500MB"), facts).empty());
  CHECK(judge(ask("25%"), facts).empty());  // of the group's 2 GB
  CHECK(judge(ask("26%"), facts).size() == 1);
}

TEST_CASE("each bound has its cause", "[memory]") {
  for (const auto& [kind, part] : {std::pair{Bound::Kind::physical, "other programs"},
                                   {Bound::Kind::commit, "promises"},
                                   {Bound::Kind::address_space, "ulimit"},
                                   {Bound::Kind::job, "job object"}}) {
    for (const bool windows : {false, true}) {
      auto facts = facts_of({{kind, "RLIMIT_AS", gb, gb / 10}});
      facts.windows = windows;
      const auto findings = judge(ask("1GB"), facts);
      REQUIRE(findings.size() == 1);
      CHECK(findings[0].cause->find(part) != std::string::npos);
      CHECK(findings[0].remedies.size() == 1);
    }
  }
}

TEST_CASE("a limit that could not be read is an error unless it is low anyway", "[memory]") {
  auto facts = facts_of({{Bound::Kind::physical, {}, 16 * gb, 8 * gb}});
  facts.gaps.push_back({"/sys/fs/cgroup/x", {13}, "its limit could not be read"});
  const auto findings = judge(ask("1GB"), facts);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].severity == Severity::error);
  CHECK(judge(ask("9GB"), facts)[0].severity == Severity::blocker);
  CHECK(judge(ask("9GB"), facts)[1].severity == Severity::info);
}

TEST_CASE("control groups up to the root of their mount", "[memory]") {
  const auto names = [](const std::vector<Group>& groups) {
    std::vector<std::string> folders;
    for (const auto& group : groups) folders.push_back(group.folder);
    return folders;
  };
  using List = std::vector<std::string>;
  CHECK(names(memory_groups(v1_cgroup, v1_mounts)) ==
        List{"/sys/fs/cgroup/memory/a/b", "/sys/fs/cgroup/memory/a", "/sys/fs/cgroup/memory",
             "/sys/fs/cgroup/unified"});
  const std::string v2 = "30 23 0:26 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw,nsdelegate\n";
  CHECK(names(memory_groups("0::/system.slice/a.service\n", v2)) ==
        List{"/sys/fs/cgroup/system.slice/a.service", "/sys/fs/cgroup/system.slice",
             "/sys/fs/cgroup"});
  // A container that sees its own part of version 1 at the mount.
  const std::string bound = "35 31 0:32 /docker/77 /sys/fs/cgroup/memory rw - cgroup x rw,memory\n";
  CHECK(names(memory_groups("4:memory:/docker/77\n", bound)) == List{"/sys/fs/cgroup/memory"});
  CHECK(names(memory_groups("4:memory:/docker/77/a\n", bound)) ==
        List{"/sys/fs/cgroup/memory/a", "/sys/fs/cgroup/memory"});
  CHECK(names(memory_groups("4:memory:/docker/777\n", bound)) == List{"/sys/fs/cgroup/memory"});
  CHECK(names(memory_groups("0::/../other\n", v2)) == List{"/sys/fs/cgroup"});
  CHECK(memory_groups("0::/x\n", "").empty());
}

TEST_CASE("texts of the kernel, cut anywhere", "[memory]") {
  const std::string meminfo = "MemTotal:       16314284 kB\nMemAvailable:    8000000 kB\n";
  CHECK(meminfo_bytes(meminfo, "MemTotal") == 16314284ULL * 1024);
  CHECK(meminfo_bytes(meminfo, "MemAvailable") == 8000000ULL * 1024);
  CHECK_FALSE(meminfo_bytes(meminfo, "Mem"));
  CHECK_FALSE(meminfo_bytes("MemTotal: 18446744073709551615 kB\n", "MemTotal"));
  for (std::size_t i = 0; i < meminfo.size(); ++i)
    (void)meminfo_bytes(meminfo.substr(0, i), "MemAvailable");
  CHECK(stat_value("anon 5\ninactive_file 4096\n", "inactive_file") == 4096);
  CHECK_FALSE(stat_value("total_inactive_file 4096\n", "inactive_file"));
  for (std::size_t i = 0; i < v1_cgroup.size(); ++i)
    (void)memory_groups(v1_cgroup.substr(0, i), v1_mounts);
  for (std::size_t i = 0; i < v1_mounts.size(); ++i)
    (void)memory_groups(v1_cgroup, v1_mounts.substr(0, i));
}

TEST_CASE("idle file cache counts as free, and nothing is ever negative", "[memory]") {
  CHECK(left_of(100, 60, 20) == 60);
  CHECK(left_of(100, 200, 0) == 0);
  CHECK(left_of(100, 10, 20) == 100);
}

TEST_CASE("the memory of this machine", "[memory]") {
  const auto facts = probe({}, Deadline::never());
  REQUIRE_FALSE(facts.bounds.empty());
  CHECK(facts.bounds[0].kind == Bound::Kind::physical);
  CHECK(facts.bounds[0].left <= facts.bounds[0].limit);
  CHECK(judge(ask("1MB"), facts).empty());
  CHECK(judge(ask("1EiB"), facts)[0].code == "memory.low");
  CHECK(std::holds_alternative<UsageError>(parse({"much", {}, false})));
}

}  // namespace preflight::memory
