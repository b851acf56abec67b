// Files that are no database, are damaged, missing, or may not be used.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <fstream>
#include <functional>

#include "tests/live/as_nobody_linux.hpp"
#include "tests/live/database_support.hpp"

namespace preflight::test {

namespace {

// Runs `look` in a child after `prepare`, and gives what it wrote. Empty where `prepare` failed.
std::string in_child(const std::function<bool()>& prepare,
                     const std::function<std::string()>& look) {
  int ends[2];
  REQUIRE(pipe(ends) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const auto text = prepare() ? look() : std::string();
    const auto written = write(ends[1], text.data(), text.size());
    _exit(written == static_cast<ssize_t>(text.size()) ? 0 : 1);
  }
  close(ends[1]);
  std::string text;
  std::array<char, 4096> part{};
  for (ssize_t got; (got = read(ends[0], part.data(), part.size())) > 0;)
    text.append(part.data(), static_cast<std::size_t>(got));
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return text;
}

// "ready" or "blocked", then " code" of each finding, "!" behind one that is hard.
std::string told(const Outcome& outcome) {
  return (ready(outcome) ? "ready" : "blocked") + short_codes(outcome);
}

std::string told_to_nobody(const std::string& file) {
  return in_child(turn_into_nobody, [&] { return told(look_at_database(file)); });
}

bool nobody_commits(const std::string& file) {
  try {
    ActorProcess application({"setuid", std::to_string(nobody), "+", "sqlite", file,
                              "BEGIN IMMEDIATE", "CREATE TABLE IF NOT EXISTS truth(x)",
                              "INSERT INTO truth VALUES(1)", "COMMIT"});
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

void set_byte(const std::string& file, std::streamoff offset, char value) {
  std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
  stream.seekp(offset);
  stream.put(value);
}

void allow_all(const TempDir& folder, const std::string& file) {
  REQUIRE(chmod(folder.path().c_str(), 0777) == 0);
  REQUIRE(chmod(file.c_str(), 0666) == 0);
}

}  // namespace

TEST_CASE("what is no file is told at once") {
  const TempDir folder;
  const auto path = folder.file("thing");
  SECTION("folder") { REQUIRE(mkdir(path.c_str(), 0700) == 0); }
  SECTION("FIFO") { REQUIRE(mkfifo(path.c_str(), 0600) == 0); }
  SECTION("socket") {
    const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    close(fd);
  }
  SECTION("device") { REQUIRE(symlink("/dev/zero", path.c_str()) == 0); }
  const auto outcome = look_at_database(path, {}, "20s");
  CHECK(told(outcome) == "blocked not-a-database");
}

TEST_CASE("foreign bytes and damaged headers are told as SQLite meets them") {
  struct Row {
    std::string name;
    std::function<void(const std::string&)> damage;
    std::string told;
  };
  const auto byte = [](std::streamoff offset, char value) {
    return [=](const std::string& file) { set_byte(file, offset, value); };
  };
  const std::vector<Row> rows{
      {"text", [](const std::string& file) { std::ofstream(file) << "hello, this is text\n"; },
       "blocked not-a-database!"},
      {"two bytes", [](const std::string& file) { std::ofstream(file) << "SQ"; },
       "blocked corrupt!"},
      {"one byte, which SQLite takes for none",
       [](const std::string& file) { std::ofstream(file) << "S"; }, "ready"},
      {"zeros", [](const std::string& file) { std::ofstream(file) << std::string(8192, '\0'); },
       "blocked not-a-database!"},
      {"magic", byte(3, 'x'), "blocked not-a-database!"},
      {"page size", byte(16, 3), "blocked not-a-database!"},
      {"read version", byte(19, 3), "blocked not-a-database!"},
      {"payload fraction", byte(21, 65), "blocked not-a-database!"},
      {"schema format", byte(47, 9), "blocked not-a-database!"},
      {"write version", byte(18, 3), "blocked read-only!"},
      {"b-tree", byte(100, 0), "blocked corrupt!"},
      {"schema overwritten",
       [](const std::string& file) {
         std::fstream stream(file, std::ios::in | std::ios::out | std::ios::binary);
         stream.seekp(108);
         stream << std::string(4096 - 108, '\x7f');
       },
       "blocked corrupt!"},
      {"cut to 50 bytes", [](const std::string& file) { std::filesystem::resize_file(file, 50); },
       "blocked corrupt!"},
      {"cut to one page", [](const std::string& file) { std::filesystem::resize_file(file, 4096); },
       "blocked corrupt!"},
      {"longer than its header says",
       [](const std::string& file) { std::filesystem::resize_file(file, 40960); }, "ready"},
      {"untouched", [](const std::string&) {}, "ready"},
  };
  for (const auto& row : rows)
    for (const std::string mode : {"DELETE", "WAL"}) DYNAMIC_SECTION(row.name << " " << mode) {
        const TempDir folder;
        const auto file = make_database(folder, "app.db", mode);
        row.damage(file);
        const auto before = snapshot(folder.path());
        const auto outcome = look_at_database(file);
        CHECK(snapshot(folder.path()) == before);
        INFO(codes_of(outcome));
        // Of a sound one in rollback mode there is something to advise.
        const bool advised =
            row.told == "ready" && mode == "DELETE" && !row.name.starts_with("one");
        CHECK(told(outcome) == row.told + (advised ? " wal-off" : ""));
        CHECK(ready(outcome) == application_commits(file));
      }
}

TEST_CASE("a database that is not there passes where it could be created") {
  const TempDir folder;
  const auto file = folder.file("new.db");
  auto outcome = look_at_database(file);
  CHECK(told(outcome) == "ready missing");
  CHECK_FALSE(std::filesystem::exists(file));
  CHECK(told(look_at_database(file, {{"--db-must-exist", ""}})) == "blocked missing");
  CHECK(told(look_at_database(folder.file("none/new.db"))) == "blocked cannot-create");
  CHECK(told(look_at_database(folder.write("file", "x") + "/new.db")) == "blocked cannot-create");
  CHECK(told(look_at_database(folder.path().string() + "/file/")) == "blocked cannot-create");
  CHECK(told(look_at_database(folder.path().string() + "/none/")) == "blocked cannot-create");
  CHECK(application_commits(file));
}

TEST_CASE("a zero-byte database passes") {
  const TempDir folder;
  const auto file = folder.write("app.db", "");
  CHECK(told(look_at_database(file)) == "ready");
  CHECK(std::filesystem::file_size(file) == 0);
  CHECK(application_commits(file));
}

TEST_CASE("a link leads to the database, and to one that is still to be created") {
  const TempDir folder, other;
  const auto file = make_database(other);
  const auto link = folder.file("link.db");
  std::filesystem::create_symlink(file, link);
  const ActorProcess holder({"sqlite", file, "BEGIN IMMEDIATE"});
  const auto outcome = look_at_database(link);
  REQUIRE(find_code(outcome, "locked") != nullptr);
  CHECK(outcome.facts["path"].get<std::string>() == std::filesystem::canonical(file).string());

  const auto dangling = folder.file("dangling.db");
  std::filesystem::create_symlink(other.file("none/new.db"), dangling);
  CHECK(told(look_at_database(dangling)) == "blocked cannot-create");
  const auto loop = folder.file("loop.db");
  std::filesystem::create_symlink(loop, loop);
  CHECK(told(look_at_database(loop)) == "blocked cannot-create");
  CHECK(told(look_at_database(folder.file(std::string(300, 'x')))) == "blocked cannot-create");
}

TEST_CASE("a link to a database in the way of its log finds the log beside the target") {
  const TempDir folder, other;
  const auto file = make_database(other, "app.db", "WAL");
  const auto link = folder.file("link.db");
  std::filesystem::create_symlink(file, link);
  const ActorProcess holder({"sqlite", file, "BEGIN IMMEDIATE"});
  CHECK(find_code(look_at_database(link), "locked") != nullptr);
}

TEST_CASE("a user without rights is told what keeps it from writing") {
  if (!root()) return;
  struct Row {
    std::string name, mode;
    std::function<void(const TempDir&, const std::string&)> arrange;
    std::string told;
  };
  const auto chmod_file = [](const char* suffix, mode_t mode) {
    return [=](const TempDir&, const std::string& file) {
      REQUIRE(chmod((file + suffix).c_str(), mode) == 0);
    };
  };
  const auto chmod_folder = [](mode_t mode) {
    return [=](const TempDir& folder, const std::string&) {
      REQUIRE(chmod(folder.path().c_str(), mode) == 0);
    };
  };
  // The log and its index stay when the holder is killed.
  const auto crashed_log = [](mode_t wal, mode_t index, mode_t folder_mode) {
    return [=](const TempDir& folder, const std::string& file) {
      ActorProcess process({"sqlite", file, "INSERT INTO t VALUES(9)"});
      process.child.kill();
      process.child.wait();
      REQUIRE(chmod((file + "-wal").c_str(), wal) == 0);
      REQUIRE(chmod((file + "-shm").c_str(), index) == 0);
      REQUIRE(chmod(folder.path().c_str(), folder_mode) == 0);
    };
  };
  const std::vector<Row> rows{
      {"all allowed", "DELETE", chmod_folder(0777), "ready wal-off"},
      {"all allowed", "WAL", chmod_folder(0777), "ready"},
      {"read-only file", "DELETE", chmod_file("", 0444), "blocked read-only!"},
      {"read-only file", "WAL", chmod_file("", 0444), "blocked read-only!"},
      {"denied file", "DELETE", chmod_file("", 0000), "blocked denied!"},
      {"denied file", "WAL", chmod_file("", 0000), "blocked denied!"},
      {"read-only folder", "DELETE", chmod_folder(0755), "blocked read-only!"},
      {"read-only folder", "WAL", chmod_folder(0755), "blocked read-only!"},
      {"closed folder", "DELETE", chmod_folder(0700), "blocked denied!"},
      {"foreign log", "WAL", crashed_log(0644, 0666, 0777), "blocked read-only! recovery-needed!"},
      {"foreign index", "WAL", crashed_log(0666, 0644, 0777),
       "blocked read-only! recovery-needed!"},
      {"log in a read-only folder", "WAL", crashed_log(0666, 0666, 0755), "ready recovery-needed"},
      {"log, all allowed", "WAL", crashed_log(0666, 0666, 0777), "ready recovery-needed"},
  };
  for (const auto& row : rows) DYNAMIC_SECTION(row.name << " " << row.mode) {
      const TempDir folder;
      const auto file = make_database(folder, "app.db", row.mode);
      allow_all(folder, file);
      row.arrange(folder, file);
      const auto before = snapshot(folder.path());
      auto told = told_to_nobody(file);
      CHECK(snapshot(folder.path()) == before);
      if (const auto at = told.find(" unknown"); at != std::string::npos) told.erase(at, 8);
      CHECK(told == row.told);
      CHECK(nobody_commits(file) == told.starts_with("ready"));
    }
}

TEST_CASE("a database cannot be created in a folder that may not be written") {
  if (!root()) return;
  const TempDir folder;
  REQUIRE(chmod(folder.path().c_str(), 0755) == 0);
  CHECK(told_to_nobody(folder.file("new.db")) == "blocked cannot-create!");
  CHECK_FALSE(nobody_commits(folder.file("new.db")));
}

TEST_CASE("a hot journal that may not be rolled back blocks") {
  if (!root()) return;
  const TempDir folder;
  const auto file = make_database(folder);
  {
    ActorProcess process({"sqlite", file, "INSERT INTO t VALUES(zeroblob(300000))",
                          "PRAGMA cache_size=1", "BEGIN", "UPDATE t SET x=randomblob(300000)"});
    process.child.kill();
    process.child.wait();
  }
  REQUIRE(chmod(folder.path().c_str(), 0755) == 0);
  REQUIRE(chmod(file.c_str(), 0644) == 0);
  REQUIRE(chmod((file + "-journal").c_str(), 0644) == 0);
  auto text = told_to_nobody(file);
  if (const auto at = text.find(" unknown"); at != std::string::npos) text.erase(at, 8);
  CHECK(text == "blocked read-only! hot-journal!");
  CHECK_FALSE(nobody_commits(file));
}

TEST_CASE("a full disk and a read-only mount are told") {
  if (!root()) return;
  const TempDir folder;
  const auto mount_point = folder.file("small");
  REQUIRE(mkdir(mount_point.c_str(), 0755) == 0);
  const bool read_only = GENERATE(false, true);
  const auto file = mount_point + "/app.db";
  const auto text = in_child(
      [&] {
        if (unshare(CLONE_NEWNS) != 0) return false;
        if (mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return false;
        return mount("none", mount_point.c_str(), "tmpfs", 0, "size=64k") == 0;
      },
      [&]() -> std::string {
        { const ActorProcess maker({"sqlite", file, "CREATE TABLE t(x)"}); }
        if (read_only) {
          mount("none", mount_point.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr);
        } else {
          std::ofstream filler(mount_point + "/filler", std::ios::binary);
          filler << std::string(1 << 20, 'x') << std::flush;
        }
        auto result = told(look_at_database(file));
        result += application_commits(file) ? " commits" : " fails";
        return result;
      });
  if (text.empty()) {
    WARN("no private mount can be made here, skipped");
    return;
  }
  CHECK(text == (read_only ? "blocked read-only fails" : "blocked disk-full fails"));
}

}  // namespace preflight::test
