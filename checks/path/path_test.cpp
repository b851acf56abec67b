// Facts of both systems as a table, and the files of this one.
#include "checks/path/path.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <set>
#include <thread>

#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight::path {

namespace {

Facts facts_of(Obstacle obstacle, bool windows, const std::string& at) {
  Facts facts;
  facts.obstacle = obstacle;
  facts.windows = windows;
  facts.at = at;
  facts.user = "alice";
  facts.error = {5};
  facts.owner = Ownership{"bob", "staff", "rwx------", false};
  return facts;
}

Finding told(const Facts& facts, bool writable) {
  const auto findings = judge({"/srv/app", writable}, facts);
  REQUIRE(findings.size() == 1);
  return findings[0];
}

}  // namespace

TEST_CASE("each obstacle has its code", "[path]") {
  struct Row {
    Obstacle obstacle;
    bool writable;
    std::string_view code;
    bool hard;
  };
  for (const auto& row : {Row{Obstacle::missing, false, "path.missing", false},
                          {Obstacle::missing, true, "path.missing", false},
                          {Obstacle::broken_link, false, "path.broken-link", false},
                          {Obstacle::link_loop, false, "path.broken-link", false},
                          {Obstacle::not_a_folder, true, "path.wrong-kind", false},
                          {Obstacle::wrong_kind, true, "path.wrong-kind", false},
                          {Obstacle::denied, false, "path.not-readable", true},
                          {Obstacle::denied, true, "path.not-writable", true},
                          {Obstacle::in_use, false, "path.not-readable", false},
                          {Obstacle::read_only, true, "path.read-only", true},
                          {Obstacle::full, true, "path.disk-full", false},
                          {Obstacle::no_inodes, true, "path.disk-full", false},
                          {Obstacle::quota, true, "path.quota", false},
                          {Obstacle::immutable, true, "path.not-writable", true},
                          {Obstacle::append_only, true, "path.not-writable", true}}) {
    for (const bool windows : {false, true}) {
      CAPTURE(row.code, windows);
      const auto finding = told(facts_of(row.obstacle, windows, "/srv/app"), row.writable);
      CHECK(finding.code == row.code);
      CHECK(finding.severity == Severity::blocker);
      CHECK(finding.hard == row.hard);
      CHECK_FALSE(finding.remedies.empty());
    }
  }
}

TEST_CASE("who may and where is told", "[path]") {
  auto finding = told(facts_of(Obstacle::denied, false, "/srv"), true);
  CHECK(finding.message == "alice may not create files in /srv/app");
  CHECK(finding.cause ==
        "/srv belongs to bob (group staff) and has mode rwx------; it is on the way");
  CHECK(finding.remedies[1].command == "sudo setfacl -m u:alice:x /srv");
  auto facts = facts_of(Obstacle::denied, false, "/srv/app");
  facts.owner->ours = true;
  finding = told(facts, true);
  CHECK_FALSE(finding.hard);
  CHECK(finding.remedies[1].command == "chmod u+wx /srv/app");
  CHECK(told(facts_of(Obstacle::missing, false, "/srv"), false).cause ==
        "the first folder of the path that is missing: /srv");
}

TEST_CASE("an error that is not understood is no answer", "[path]") {
  const auto finding = told(facts_of(Obstacle::none, false, "/srv"), false);
  CHECK(finding.code == "check.denied");
  CHECK(finding.severity == Severity::error);
}

TEST_CASE("what was left behind is never kept silent", "[path]") {
  Facts facts;
  facts.left_behind = "/srv/.preflight-1";
  const auto finding = told(facts, true);
  CHECK(finding.code == "path.left-behind");
  CHECK(finding.severity == Severity::error);
}

TEST_CASE("paths that are none", "[path]") {
  for (const bool writable : {false, true}) {
    CHECK(std::holds_alternative<UsageError>(parse({"", {}, false}, writable)));
    CHECK(std::holds_alternative<UsageError>(parse({std::string("a\0b", 3), {}, false}, writable)));
  }
}

TEST_CASE("letters of a mode, and names that do not repeat", "[path]") {
  CHECK(mode_text(0750) == "rwxr-x---");
  CHECK(mode_text(0100644) == "rw-r--r--");
  std::set<std::string> names;
  for (int i = 0; i < 100; ++i) names.insert(own_name());
  CHECK(names.size() == 100);
}

TEST_CASE("files and folders of this machine", "[path]") {
  const test::TempDir dir;
  const auto folder = dir.path().string();
  const auto file = dir.write("a b.txt", "x");
  const auto probed = [](const std::string& path, bool writable) {
    return probe({path, writable}, Deadline::never());
  };
  CHECK(judge({file, false}, probed(file, false)).empty());
  CHECK(judge({file, false}, probed(dir.write("empty", ""), false)).empty());
  CHECK(judge({folder, true}, probed(folder, true)).empty());
  std::size_t left = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir.path()))
    left += entry.path().filename().string().starts_with(".preflight-") ? 1 : 0;
  CHECK(left == 0);
  CHECK(probed(folder, false).obstacle == Obstacle::wrong_kind);
  CHECK(probed(file, true).obstacle == Obstacle::wrong_kind);
  const auto missing = probed(dir.file("no/such/file"), false);
  CHECK(missing.obstacle == Obstacle::missing);
  CHECK(missing.at == dir.file("no"));
  CHECK(probed(dir.file("a b.txt/x"), false).obstacle == Obstacle::not_a_folder);
}

TEST_CASE("path: a file that comes and goes is there or is missing") {
  const test::TempDir folder;
  const auto file = folder.file("ready");
  std::atomic<bool> over{};
  std::thread other([&] {
    while (!over) {
      std::ofstream(file) << "x";
      std::this_thread::sleep_for(std::chrono::milliseconds(3));
      std::remove(file.c_str());
      std::this_thread::sleep_for(std::chrono::milliseconds(3));
    }
  });
  std::set<int> untold;
  for (int i = 0; i < 100; ++i) {
    const auto facts = probe({file, false}, Deadline::never());
    // Windows refuses what is about to go.
    if (facts.obstacle == Obstacle::none && facts.error.code != 0) untold.insert(facts.error.code);
  }
  over = true;
  other.join();
  CHECK(untold == std::set<int>{});
}

}  // namespace preflight::path
