// Who has a file open, on Windows and on Wine, where Restart Manager names nobody and the table of
// handles is what finds them. Every actor has a pipe on which it waits for its next line: a handle
// that on Windows answers no question before that line comes.
#include <algorithm>
#include <filesystem>
#include <optional>

#include "checks/base/file_status.hpp"
#include "checks/process/file_holders.hpp"
#include "tests/support/actor_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

// Last: it brings macros.
#include <windows.h>

namespace preflight::test {

namespace {

using Pids = std::vector<std::uint32_t>;

WantedFile wanted(const std::string& path) {
  const auto status = file_status(path);
  REQUIRE(std::holds_alternative<FileStatus>(status));
  return {path, std::get<FileStatus>(status).identity};
}

FileHolders look(const std::vector<WantedFile>& files) {
  return find_file_holders(files, Deadline::in(std::chrono::seconds(20)));
}

Pids pids(const FileHolders& found) {
  Pids all;
  for (const auto& holder : found.holders) all.push_back(holder.pid);
  return all;
}

Pids pids_of(const std::string& path) { return pids(look({wanted(path)})); }

// Wine 8 tells volume 0 of an open file whose first name is gone, so that it is not known again.
bool tells_volume_of_moved_files() {
  return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") == nullptr;
}

}  // namespace

TEST_CASE("nobody has a file open, on Windows") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  const auto found = look({wanted(file)});
  CHECK(found.holders.empty());
  CHECK(found.gaps.empty() == (found.unseen_processes == 0));
}

TEST_CASE("who has it open to read, to write, or for itself alone, on Windows") {
  for (const std::string mode : {"r", "rw", "exclusive"}) {
    INFO(mode);
    const TempDir folder;
    const auto file = folder.write("app.db", "x");
    const ActorProcess actor({"open", file, mode});
    const auto found = look({wanted(file)});
    REQUIRE(pids(found) == Pids{actor.pid});
    CHECK(found.holders[0].files == std::vector<std::size_t>{0});
    CHECK(found.holders[0].writable == (mode != "r"));
  }
}

TEST_CASE("a file is the same by each of its names, and no other by the same name, on Windows") {
  const TempDir folder;
  const auto file = folder.write("app \u00fc.db", "x");
  std::filesystem::create_directory(folder.path() / "other");
  const auto same_name = folder.write("other\\app \u00fc.db", "x");
  const auto longer = folder.write("app \u00fc.db2", "x");
  const auto hard_link = folder.file("hard.db");
  std::filesystem::create_hard_link(std::filesystem::u8path(file),
                                    std::filesystem::u8path(hard_link));
  for (const auto& opened : {file, hard_link}) {
    const ActorProcess actor({"open", opened, "rw"});
    CHECK(pids_of(file) == Pids{actor.pid});
    CHECK(pids_of(hard_link) == Pids{actor.pid});
    CHECK(pids_of(same_name).empty());
    CHECK(pids_of(longer).empty());
  }
}

TEST_CASE("a file that was moved, and another in its place, on Windows") {
  const TempDir folder;
  const auto file = folder.write("app.db", "old");
  const auto old = wanted(file);
  const ActorProcess actor({"open", file, "rw"});
  std::filesystem::rename(file, folder.file("moved.db"));
  if (tells_volume_of_moved_files()) {
    CHECK(pids_of(folder.file("moved.db")) == Pids{actor.pid});
    CHECK(pids(look({old})) == Pids{actor.pid});
  }
  folder.write("app.db", "new");
  CHECK(pids_of(file).empty());
  CHECK(pids(look({old})) == Pids{actor.pid});
}

TEST_CASE("a deleted file has its holders until they close it, on Windows") {
  const TempDir folder;
  const auto file = folder.write("app.db", "old");
  const auto old = wanted(file);
  const ActorProcess actor({"open", file, "rw"});
  std::filesystem::remove(file);
  CHECK(pids(look({old})) == Pids{actor.pid});
}

TEST_CASE("all holders of all files, in the order of their pids, on Windows") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  const auto log = folder.write("app.db-wal", "x");
  const ActorProcess both({"open", log, "rw", "+", "open", file, "rw", "+", "open", file, "r"});
  const ActorProcess reader({"open", log, "r"});
  Pids expected{both.pid, reader.pid};
  std::sort(expected.begin(), expected.end());
  const auto found = look({wanted(file), wanted(log)});
  REQUIRE(pids(found) == expected);
  for (const auto& holder : found.holders) {
    const bool one = holder.pid == reader.pid;
    CHECK(holder.files == (one ? std::vector<std::size_t>{1} : std::vector<std::size_t>{0, 1}));
    CHECK(holder.writable != one);
  }
}

TEST_CASE("pipes that are being read from keep nobody waiting") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  std::vector<ActorProcess> idle;
  for (int i = 0; i < 4; ++i) idle.emplace_back(std::vector<std::string>{"idle"});
  const ActorProcess actor({"open", file, "rw"});
  const auto start = std::chrono::steady_clock::now();
  CHECK(pids_of(file) == Pids{actor.pid});
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE("a look that has no time left says so, on Windows") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  const ActorProcess actor({"open", file, "rw"});
  const auto found =
      find_file_holders(std::vector{wanted(file)}, Deadline::in(std::chrono::milliseconds(0)));
  CHECK((!found.holders.empty() || !found.gaps.empty()));
}

}  // namespace preflight::test
