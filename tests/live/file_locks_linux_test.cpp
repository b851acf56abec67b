// Who locks which bytes, by real locks of every kind.
#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>

#include "checks/base/descriptor_linux.hpp"
#include "checks/process/file_locks.hpp"
#include "tests/live/forked_linux.hpp"
#include "tests/support/actor_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight::test {

namespace {

using Locks = std::vector<FileLock>;

Locks locks_of(const std::string& file) {
  auto answer = all_locks(file);
  const auto* const error = std::get_if<SystemError>(&answer);
  INFO((error == nullptr ? std::string() : symbol(*error)));
  REQUIRE(error == nullptr);
  auto& locks = std::get<Locks>(answer);
  std::sort(locks.begin(), locks.end(),
            [](const FileLock& a, const FileLock& b) { return a.start < b.start; });
  return locks;
}

std::variant<NotLocked, FileLock, SystemError> in_the_way(const std::string& file,
                                                          std::uint64_t start,
                                                          std::uint64_t length) {
  const Descriptor own{open(file.c_str(), O_RDONLY | O_CLOEXEC)};
  return conflicting_lock(own.get(), start, length);
}

FileLock posix_lock(LockKind kind, std::uint32_t pid, std::uint64_t start, std::uint64_t length) {
  return {LockClass::posix, kind, pid, start, length};
}

bool locked_posix(int fd, int command, short type, off_t start, off_t length) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  lock.l_start = start;
  lock.l_len = length;
  return fcntl(fd, command, &lock) == 0;
}

// Is there such a line in /proc/locks?
bool locks_tell(const std::string& one, const std::string& other) {
  const auto text = read_file("/proc/locks");
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('\n', at), text.size());
    const auto line = text.substr(at, end - at);
    if (line.find(one) != std::string::npos && line.find(other) != std::string::npos) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace

TEST_CASE("POSIX locks are told with owner and bytes") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  CHECK(locks_of(file).empty());
  CHECK(std::holds_alternative<NotLocked>(in_the_way(file, 0, 0)));
  const ActorProcess writer({"lock", file, "10", "5"});
  const ActorProcess reader({"lock", file, "100", "0", "read"});
  CHECK(locks_of(file) == Locks{posix_lock(LockKind::write, writer.pid, 10, 5),
                                posix_lock(LockKind::read, reader.pid, 100, 0)});
  const auto first = in_the_way(file, 12, 1);
  REQUIRE(std::holds_alternative<FileLock>(first));
  CHECK(std::get<FileLock>(first) == posix_lock(LockKind::write, writer.pid, 10, 5));
  const auto last = in_the_way(file, 1'000'000, 1);
  REQUIRE(std::holds_alternative<FileLock>(last));
  CHECK(std::get<FileLock>(last) == posix_lock(LockKind::read, reader.pid, 100, 0));
  CHECK(std::holds_alternative<NotLocked>(in_the_way(file, 15, 85)));
}

TEST_CASE("an open-file lock names nobody") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  const ActorProcess actor({"lock", file, "10", "5", "ofd"});
  const FileLock expected{LockClass::ofd, LockKind::write, std::nullopt, 10, 5};
  CHECK(locks_of(file) == Locks{expected});
  const auto found = in_the_way(file, 0, 0);
  REQUIRE(std::holds_alternative<FileLock>(found));
  CHECK(std::get<FileLock>(found) == expected);
}

TEST_CASE("flock is told, and is in nobody's way") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  const Forked actor([&] { return flock(open(file.c_str(), O_RDONLY), LOCK_EX) == 0; });
  CHECK(locks_of(file) == Locks{{LockClass::flock, LockKind::write, actor.pid(), 0, 0}});
  CHECK(std::holds_alternative<NotLocked>(in_the_way(file, 0, 0)));
}

TEST_CASE("who waits for a lock does not have it") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  const ActorProcess owner({"lock", file, "10", "5"});
  int waiting = -1;
  const Forked waiter([&] { return (waiting = open(file.c_str(), O_RDWR)) >= 0; }, Then::go_on,
                      [&] { locked_posix(waiting, F_SETLKW, F_WRLCK, 10, 5); });
  const auto pid = " " + std::to_string(waiter.pid()) + " ";
  REQUIRE(comes_true([&] { return locks_tell("->", pid); }));
  CHECK(locks_of(file) == Locks{posix_lock(LockKind::write, owner.pid, 10, 5)});
}

TEST_CASE("the locks of another file of that name are not told") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  const ActorProcess old({"lock", file, "10", "5"});
  std::filesystem::remove(file);
  folder.write("app.db", "y");
  CHECK(locks_of(file).empty());
  CHECK(std::holds_alternative<SystemError>(all_locks(folder.file("none"))));
}

TEST_CASE("looking drops no lock of our own") {
  const TempDir folder;
  const auto file = folder.write("app.db", "x");
  const Descriptor own{open(file.c_str(), O_RDWR | O_CLOEXEC)};
  REQUIRE(locked_posix(own.get(), F_SETLK, F_WRLCK, 3, 4));
  const Locks expected{posix_lock(LockKind::write, static_cast<std::uint32_t>(getpid()), 3, 4)};
  CHECK(locks_of(file) == expected);
  CHECK(locks_of(file) == expected);
}

TEST_CASE("a lease that somebody waits for takes nothing from what is told of other files") {
  const TempDir folder;
  const auto leased = folder.write("leased", "x");
  const auto file = folder.write("app.db", "x");
  const auto take_lease = [&] {
    const int fd = open(leased.c_str(), O_RDWR);
    return fcntl(fd, F_SETSIG, SIGURG) == 0 && fcntl(fd, F_SETLEASE, F_WRLCK) == 0;
  };
  std::optional<Forked> owner;
  try {
    owner.emplace(take_lease);
  } catch (const std::runtime_error&) {
    WARN("skipped: this file system grants no lease");
    return;
  }
  const Forked opener([] { return true; }, Then::go_on,
                      [&] { (void)open(leased.c_str(), O_RDWR); });
  REQUIRE(comes_true([&] { return locks_tell("LEASE", "->") || locks_tell("LEASE", "BREAKING"); }));
  const ActorProcess actor({"lock", file, "10", "5"});
  CHECK(locks_of(file) == Locks{posix_lock(LockKind::write, actor.pid, 10, 5)});
  REQUIRE(locks_of(leased).size() == 1);
  CHECK(locks_of(leased)[0].type == LockClass::other);
}

TEST_CASE("is a file open elsewhere") {
  const TempDir folder;
  const auto file = folder.write("app.db", std::string(4096, 'x'));
  const auto ask = [&] {
    const Descriptor own{open(file.c_str(), O_RDONLY | O_CLOEXEC)};
    return open_elsewhere(own.get());
  };
  if (ask() == OpenElsewhere::cannot_tell) {
    WARN("skipped: this file system grants no lease");
    return;
  }
  CHECK(ask() == OpenElsewhere::no);
  {
    const ActorProcess reader({"open", file, "r"});
    CHECK(ask() == OpenElsewhere::yes);
  }
  const ActorProcess mapper({"map", file});
  CHECK(ask() == OpenElsewhere::yes);
}

}  // namespace preflight::test
