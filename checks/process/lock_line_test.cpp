#include "checks/process/lock_line.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

const std::string posix_line =
    "1: POSIX  ADVISORY  WRITE 8608 fe:00:11200741 1073741825 1073741826";

FileLock lock(LockClass type, LockKind kind, std::optional<std::uint32_t> pid, std::uint64_t start,
              std::uint64_t length) {
  return {type, kind, pid, start, length};
}

}  // namespace

TEST_CASE("lines of /proc/locks") {
  struct Row {
    const char* text;
    FileLock lock;
    std::uint32_t major;
    std::uint32_t minor;
    std::uint64_t inode;
    bool waits;
  };
  const std::uint64_t most = ~std::uint64_t{0};
  const std::vector<Row> rows{
      {posix_line.c_str(), lock(LockClass::posix, LockKind::write, 8608, 1'073'741'825, 2), 0xfe, 0,
       11'200'741, false},
      {"12: POSIX  ADVISORY  READ  1 08:02:1 0 EOF",
       lock(LockClass::posix, LockKind::read, 1, 0, 0), 8, 2, 1, false},
      {"3: OFDLCK ADVISORY  READ  -1 00:2d:18446744073709551615 120 120",
       lock(LockClass::ofd, LockKind::read, std::nullopt, 120, 1), 0, 0x2d, most, false},
      {"4: FLOCK  ADVISORY  WRITE 77 103:05:9 0 EOF",
       lock(LockClass::flock, LockKind::write, 77, 0, 0), 0x103, 5, 9, false},
      {"4: -> FLOCK  ADVISORY  WRITE 78 103:05:9 0 EOF",
       lock(LockClass::flock, LockKind::write, 78, 0, 0), 0x103, 5, 9, true},
      {"5:   -> POSIX  ADVISORY  WRITE 78 fe:00:9 5 9",
       lock(LockClass::posix, LockKind::write, 78, 5, 5), 0xfe, 0, 9, true},
      {"6: POSIX  MANDATORY READ  1 08:02:1 18446744073709551614 18446744073709551615",
       lock(LockClass::posix, LockKind::read, 1, most - 1, 2), 8, 2, 1, false},
      {"7: LEASE  ACTIVE    READ  9 08:02:1 0 EOF", lock(LockClass::other, LockKind::read, 9, 0, 0),
       8, 2, 1, false},
      {"7: DELEG  ACTIVE    WRITE 9 08:02:1 0 EOF",
       lock(LockClass::other, LockKind::write, 9, 0, 0), 8, 2, 1, false},
      {"8: POSIX  ADVISORY  WRITE 0 fe:00:9 5 9",
       lock(LockClass::posix, LockKind::write, std::nullopt, 5, 5), 0xfe, 0, 9, false},
  };
  for (const auto& row : rows) {
    INFO(row.text);
    const auto line = parse_lock_line(row.text);
    REQUIRE(line);
    CHECK(line->lock == row.lock);
    CHECK(line->major == row.major);
    CHECK(line->minor == row.minor);
    CHECK(line->inode == row.inode);
    CHECK(line->waits == row.waits);
  }
}

TEST_CASE("a lease that is being given back, and who waits for it, leave /proc/locks readable") {
  // As Linux writes them while one process has the lease and another is opening the file: the
  // latter has no file yet.
  const auto table = parse_lock_table(
      "1: LEASE  BREAKING  UNLCK 8608 fe:00:117 0 EOF\n"
      "1: -> LEASE  BREAKER   WRITE 8609 <none>:0 0 EOF\n"
      "2: POSIX  ADVISORY  WRITE 8610 fe:00:118 0 9\n");
  CHECK(table.complete);
  REQUIRE(table.lines.size() == 3);
  CHECK(table.lines[0].lock.type == LockClass::other);
  CHECK(table.lines[0].lock.pid == 8608U);
  CHECK(table.lines[0].inode == 117);
  CHECK(table.lines[1].waits);
  CHECK(table.lines[1].inode == 0);
  CHECK(table.lines[2].lock.pid == 8610U);
}

TEST_CASE("lines that are no lock are none") {
  for (const std::string text :
       {"", " ", "1:", "1 POSIX  ADVISORY  WRITE 8608 fe:00:1 0 9",
        "1: POSIX  ADVISORY  WROTE 8608 fe:00:1 0 9", "1: POSIX  ADVISORY  WRITE 8608 fe:1 0 9",
        "1: POSIX  ADVISORY  WRITE 8608 fe:00:1:2 0 9",
        "1: POSIX  ADVISORY  WRITE 8608 xx:00:1 0 9", "1: POSIX  ADVISORY  WRITE 8608 fe:00:x 0 9",
        "1: POSIX  ADVISORY  WRITE 8608 100000000:00:1 0 9",
        "1: POSIX  ADVISORY  WRITE 8608 fe:00:18446744073709551616 0 9",
        "1: POSIX  ADVISORY  WRITE 8608 fe:00:1 9 8", "1: POSIX  ADVISORY  WRITE 8608 fe:00:1 -1 9",
        "1: POSIX  ADVISORY  WRITE 8608 fe:00:1 0 eof", "1: POSIX  ADVISORY  WRITE 8608 none:0 0 9",
        "1: -> -> ->"}) {
    INFO(text);
    CHECK_FALSE(parse_lock_line(text));
  }
}

TEST_CASE("a lock line that is cut off is never taken for another lock") {
  const auto whole = parse_lock_line(posix_line);
  REQUIRE(whole);
  for (std::size_t size = 0; size < posix_line.size(); ++size) {
    INFO(size);
    const auto cut = parse_lock_line(std::string_view(posix_line).substr(0, size));
    if (!cut) continue;
    // Only the number of the last byte can be cut in two; the line feed behind it tells.
    CHECK(cut->inode == whole->inode);
    CHECK(cut->lock.pid == whole->lock.pid);
    CHECK(cut->lock.start == whole->lock.start);
  }
}

TEST_CASE("/proc/locks with a line that cannot be read is not complete, and keeps the others") {
  const auto table = parse_lock_table(posix_line + "\n\n2: what is this\n" + posix_line);
  CHECK_FALSE(table.complete);
  CHECK(table.lines.size() == 2);
  CHECK(parse_lock_table("").complete);
  CHECK(parse_lock_table(posix_line + "\n").complete);
}

TEST_CASE("what fdinfo tells of a descriptor") {
  const std::string text =
      "pos:\t0\nflags:\t0100002\nmnt_id:\t29\nino:\t11200741\n"
      "lock:\t1: POSIX  ADVISORY  WRITE 8608 fe:00:11200741 120 120\n"
      "lock:\t2: OFDLCK ADVISORY  READ  -1 fe:00:11200741 124 124\nlock:\tnonsense\n";
  const auto info = parse_fdinfo(text);
  CHECK(info.flags == 0100002U);
  CHECK(info.mount == 29U);
  CHECK(info.inode == 11'200'741U);
  CHECK(info.writable());
  CHECK_FALSE(info.path_only());
  REQUIRE(info.locks.size() == 2);
  CHECK(info.locks[1].lock.type == LockClass::ofd);

  CHECK_FALSE(parse_fdinfo("flags:\t0100000\n").writable());
  CHECK(parse_fdinfo("flags:\t0100001\n").writable());
  const auto path = parse_fdinfo("flags:\t012100002\n");
  CHECK(path.path_only());
  CHECK_FALSE(path.writable());
  CHECK_FALSE(parse_fdinfo("flags:\t9\nino:\t-1\nmnt_id:\n").flags);

  for (std::size_t size = 0; size < text.size(); ++size) {
    const auto cut = parse_fdinfo(std::string_view(text).substr(0, size));
    CHECK(cut.locks.size() <= 2);
  }
}

TEST_CASE("the device of a mount") {
  const std::string mounts =
      "22 1 254:0 / / rw,relatime - ext4 /dev/vda1 rw\n"
      "36 22 0:45 /sub /mnt/a\\040b rw shared:1 - btrfs /dev/vdb rw\n"
      "37 22 broken\n38 22 0:x / / rw\n";
  CHECK(device_of_mount(mounts, 22) == Device{254, 0});
  CHECK(device_of_mount(mounts, 36) == Device{0, 45});
  CHECK_FALSE(device_of_mount(mounts, 1));
  CHECK_FALSE(device_of_mount(mounts, 37));
  CHECK_FALSE(device_of_mount(mounts, 38));
  CHECK_FALSE(device_of_mount("", 0));
  for (std::size_t size = 0; size < mounts.size(); ++size) {
    const auto cut = device_of_mount(std::string_view(mounts).substr(0, size), 22);
    if (cut) CHECK(cut->major == 254);
  }
}

}  // namespace preflight
