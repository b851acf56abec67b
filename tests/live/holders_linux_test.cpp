// Who has a file open, by real processes that hold it in every way there is.
#include <fcntl.h>

#include <algorithm>
#include <filesystem>

#include "checks/base/file_status.hpp"
#include "checks/holders/holders.hpp"
#include "tests/live/as_nobody_linux.hpp"
#include "tests/live/forked_linux.hpp"
#include "tests/support/actor_process.hpp"
#include "tests/support/temp_dir.hpp"

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

FileHolder only_holder(const std::string& path) {
  auto found = look({wanted(path)});
  REQUIRE(found.holders.size() == 1);
  return std::move(found.holders.front());
}

// In the forked process: an open descriptor that stays.
bool hold_open(const std::string& path, int flags) { return open(path.c_str(), flags) >= 0; }

}  // namespace

TEST_CASE("nobody has a file open") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  const auto found = look({wanted(file)});
  CHECK(found.holders.empty());
  // Even root may be kept from some process: one with more rights, or of a security module.
  CHECK(found.gaps.empty() == (found.unseen_processes == 0));
}

TEST_CASE("who has it open to read, to write, or by its path alone") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  {
    const ActorProcess reader({"open", file, "r"});
    const auto holder = only_holder(file);
    CHECK(holder.pid == reader.pid);
    CHECK(holder.files == std::vector<std::size_t>{0});
    CHECK_FALSE(holder.writable);
    CHECK_FALSE(holder.mapped_only);
    CHECK_FALSE(holder.lock_only);
    CHECK(holder.locks.empty());
  }
  {
    const ActorProcess writer({"open", file, "rw"});
    CHECK(only_holder(file).pid == writer.pid);
    CHECK(only_holder(file).writable);
  }
  const Forked path_only([&] { return hold_open(file, O_PATH); });
  CHECK(only_holder(file).pid == path_only.pid());
  CHECK_FALSE(only_holder(file).writable);
}

TEST_CASE("a mapping keeps a file without a descriptor") {
  const TempDir folder;
  const auto file = folder.write("app.db-shm", std::string(32768, '\0'));
  const ActorProcess actor({"map", file});
  const auto holder = only_holder(file);
  CHECK(holder.pid == actor.pid);
  CHECK(holder.mapped_only);
  CHECK(holder.writable);
}

TEST_CASE("with a descriptor and a mapping it is not mapped only") {
  const TempDir folder;
  const auto file = folder.write("app.db-shm", std::string(32768, '\0'));
  const ActorProcess actor({"open", file, "r", "+", "map", file});
  CHECK_FALSE(only_holder(file).mapped_only);
  CHECK(only_holder(file).writable);
}

TEST_CASE("who runs a program has its file mapped, and cannot write to it") {
  const TempDir folder;
  const auto copy = folder.file("server");
  std::filesystem::copy_file(actor_path(), copy);
  Child child({copy, "idle"});
  REQUIRE(child.read_line());
  const auto holder = only_holder(copy);
  CHECK(holder.pid == child.pid());
  CHECK(holder.mapped_only);
  CHECK_FALSE(holder.writable);
}

TEST_CASE("a file is the same by each of its names, and no other by the same name") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  std::filesystem::create_directory(folder.path() / "other");
  const auto same_name = folder.write("other/app.db", "x");
  const auto longer = folder.write("app.db2", "x");
  const auto symlink = folder.file("link.db");
  const auto hard_link = folder.file("hard.db");
  std::filesystem::create_symlink(file, symlink);
  std::filesystem::create_hard_link(file, hard_link);
  for (const auto& opened : {file, symlink, hard_link}) {
    const ActorProcess actor({"open", opened, "rw"});
    for (const auto& asked : {file, symlink, hard_link}) {
      INFO(opened << " " << asked);
      CHECK(pids_of(asked) == Pids{actor.pid});
    }
    CHECK(pids_of(same_name).empty());
    CHECK(pids_of(longer).empty());
  }
}

TEST_CASE("a file that was deleted, moved or put there anew") {
  const TempDir folder;
  const auto file = folder.write("app.db", "old");
  const auto old = wanted(file);
  const ActorProcess actor({"open", file, "rw"});
  std::filesystem::rename(file, folder.file("moved.db"));
  CHECK(pids(look({old})) == Pids{actor.pid});
  CHECK(pids_of(folder.file("moved.db")) == Pids{actor.pid});
  std::filesystem::remove(folder.file("moved.db"));
  folder.write("app.db", "new");
  CHECK(pids_of(file).empty());
  CHECK(pids(look({old})) == Pids{actor.pid});
}

TEST_CASE("a working folder is no open file") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  const ActorProcess actor({"chdir", folder.path().string()});
  CHECK(pids_of(file).empty());
}

TEST_CASE("all holders of all files, each once, in the order of their pids") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  const auto log = folder.write("app.db-wal", "x");
  const ActorProcess server(
      {"open", file, "rw", "+", "open", file, "r", "+", "fork", "2", "+", "open", log, "rw"});
  const ActorProcess reader({"open", log, "r"});
  Pids expected{server.pid, server.forked.at(0), server.forked.at(1), reader.pid};
  std::sort(expected.begin(), expected.end());
  const auto found = look({wanted(file), wanted(log)});
  CHECK(pids(found) == expected);
  for (const auto& holder : found.holders) {
    if (holder.pid == server.pid) CHECK(holder.files == std::vector<std::size_t>{0, 1});
    if (holder.pid == server.forked[0]) CHECK(holder.files == std::vector<std::size_t>{0});
    if (holder.pid == reader.pid) CHECK(holder.files == std::vector<std::size_t>{1});
  }
}

TEST_CASE("a stopped process keeps what it has, a zombie has nothing") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  const ActorProcess actor({"open", file, "rw", "+", "zombie"});
  REQUIRE(kill(static_cast<pid_t>(actor.pid), SIGSTOP) == 0);
  CHECK(pids_of(file) == Pids{actor.pid});
  REQUIRE(kill(static_cast<pid_t>(actor.pid), SIGCONT) == 0);
}

TEST_CASE("what a process has is seen through its other threads where the first has ended") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  const auto mapped = folder.write("app.db-shm", "x");
  const Forked child([&] { return hold_open(file, O_RDWR); }, Then::end_the_first);
  REQUIRE(comes_true([&] {
    const auto text = read_file("/proc/" + std::to_string(child.pid()) + "/stat");
    return text.find(") Z ") != std::string::npos;
  }));
  CHECK(pids_of(file) == Pids{child.pid()});
  CHECK(only_holder(file).writable);
  CHECK(pids_of(mapped).empty());
}

TEST_CASE("this very process is not told") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  const int own = open(file.c_str(), O_RDWR | O_CLOEXEC);
  CHECK(pids_of(file).empty());
  close(own);
}

TEST_CASE("locks are told with the holder, open-file locks too") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  const ActorProcess posix({"lock", file, "10", "5"});
  const ActorProcess ofd({"lock", file, "20", "0", "read", "ofd"});
  const auto found = look({wanted(file)});
  REQUIRE(found.holders.size() == 2);
  for (const auto& holder : found.holders) {
    REQUIRE(holder.locks.size() == 1);
    const auto& lock = holder.locks[0].lock;
    CHECK(lock.pid == holder.pid);
    if (holder.pid == posix.pid)
      CHECK(lock == FileLock{LockClass::posix, LockKind::write, posix.pid, 10, 5});
    else
      CHECK(lock == FileLock{LockClass::ofd, LockKind::read, ofd.pid, 20, 0});
  }
}

TEST_CASE("a look that has no time left says so") {
  const TempDir folder;
  const auto found = find_file_holders(std::vector{wanted(folder.write("app.db", "x"))},
                                       Deadline::in(std::chrono::milliseconds(0)));
  CHECK(found.holders.empty());
  REQUIRE_FALSE(found.gaps.empty());
  CHECK(found.unseen_processes > 0);
}

TEST_CASE("tells who has a file, to nobody", "[.holders-to-nobody]") {
  const auto file = become_nobody();
  if (!file) return;
  const auto outcome = std::get<Job>(holders::check().prepare(Request{*file, {}, false}))
                           .run(Deadline::in(std::chrono::seconds(20)));
  std::string text = outcome.summary + " |";
  for (const auto& finding : outcome.findings) {
    text += " " + finding.code + (finding.hard ? "!" : "");
    for (const auto& process : finding.processes) text += " " + std::to_string(process.pid);
  }
  tell_from_nobody(text);
}

TEST_CASE("a user without rights is never told that nobody has it") {
  if (!root()) return;
  const TempDir folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  const auto file = folder.write("app.db", "x");
  std::filesystem::permissions(file, std::filesystem::perms(0644));
  const auto told = [&] { return ask_nobody("[holders-to-nobody]", file); };
  CHECK(told() == "nobody is seen to have it open | holder.unknown");
  {
    const ActorProcess actor({"open", file, "rw"});
    CHECK(told() == "nobody is seen to have it open | holder.unknown");
  }
  {
    // /proc/locks is open to everybody.
    const ActorProcess actor({"lock", file, "10", "5"});
    CHECK(told() == "1 process has it open | holder.other-user! " + std::to_string(actor.pid) +
                        " holder.unknown");
  }
  const ActorProcess actor({"setuid", "65534", "+", "open", file, "r"});
  CHECK(told() ==
        "1 process has it open | holder.open " + std::to_string(actor.pid) + " holder.unknown");
}

}  // namespace preflight::test
