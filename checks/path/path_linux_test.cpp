// Links, rights, and file systems that are full or read-only: real ones, mounted in a namespace of
// its own that ends with its process.
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <functional>

#include "checks/path/path.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight::path {

namespace {

Obstacle obstacle_of(const std::string& path, bool writable) {
  return probe({path, writable}, Deadline::never()).obstacle;
}

// The exit code of a child that runs `body`.
int in_child(const std::function<int()>& body) {
  const auto pid = fork();
  if (pid == 0) _exit(body());
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

constexpr int no_mounts = 77;

// What --writable says of a tmpfs mounted with `options`, after `fill` had its way with it.
int on_tmpfs(const char* options, unsigned long flags,
             const std::function<void(const std::string&)>& fill) {
  const test::TempDir dir;
  const auto folder = dir.path().string();
  return in_child([&] {
    if (unshare(CLONE_NEWNS) != 0 ||
        mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0)
      return no_mounts;
    if (mount("tmpfs", folder.c_str(), "tmpfs", flags, options) != 0) return no_mounts;
    fill(folder);
    return static_cast<int>(obstacle_of(folder, true));
  });
}

void fill_with_bytes(const std::string& folder) {
  const int file = open((folder + "/big").c_str(), O_WRONLY | O_CREAT, 0600);
  const std::string zeros(65536, '\0');
  while (write(file, zeros.data(), zeros.size()) > 0) {
  }
  close(file);
}

void fill_with_files(const std::string& folder) {
  for (int i = 0; i < 1000; ++i) {
    const int file = open((folder + "/" + std::to_string(i)).c_str(), O_WRONLY | O_CREAT, 0600);
    if (file < 0) return;
    close(file);
  }
}

}  // namespace

TEST_CASE("full, without inodes and read-only are told apart", "[path]") {
  const auto nothing = [](const std::string&) {};
  const auto good = on_tmpfs("size=1m", 0, nothing);
  if (good == no_mounts) {
    WARN("skipped: no mounts may be made here");
    return;
  }
  CHECK(good == static_cast<int>(Obstacle::none));
  CHECK(on_tmpfs("size=1m", 0, fill_with_bytes) == static_cast<int>(Obstacle::full));
  CHECK(on_tmpfs("size=1m,nr_inodes=20", 0, fill_with_files) ==
        static_cast<int>(Obstacle::no_inodes));
  CHECK(on_tmpfs("size=1m", MS_RDONLY, nothing) == static_cast<int>(Obstacle::read_only));
}

TEST_CASE("links that lead nowhere", "[path]") {
  const test::TempDir dir;
  const auto broken = dir.file("broken"), loop = dir.file("loop");
  REQUIRE(symlink("/no/such/file", broken.c_str()) == 0);
  REQUIRE(symlink("loop", loop.c_str()) == 0);
  const auto facts = probe({broken, false}, Deadline::never());
  CHECK(facts.obstacle == Obstacle::broken_link);
  CHECK(facts.link_target == "/no/such/file");
  CHECK(obstacle_of(broken + "/x", true) == Obstacle::broken_link);
  CHECK(obstacle_of(loop, false) == Obstacle::link_loop);
}

TEST_CASE("a pipe is not opened", "[path]") {
  const test::TempDir dir;
  const auto path = dir.file("pipe");
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  CHECK(obstacle_of(path, false) == Obstacle::none);
}

TEST_CASE("another user is denied, and told where", "[path]") {
  if (geteuid() != 0) {
    WARN("skipped: needs root");
    return;
  }
  const test::TempDir dir;
  const auto folder = dir.path().string();
  const auto file = dir.write("secret", "x");
  const auto inner = dir.file("inner");
  REQUIRE(mkdir(inner.c_str(), 0700) == 0);
  REQUIRE(chmod(file.c_str(), 0600) == 0);
  REQUIRE(chmod(folder.c_str(), 0755) == 0);
  constexpr uid_t nobody = 65534;
  const auto as_nobody = [&](const std::string& path, bool writable, const std::string& at) {
    return in_child([&] {
      if (setgid(nobody) != 0 || setuid(nobody) != 0) return 100;
      const auto facts = probe({path, writable}, Deadline::never());
      if (facts.at != at || !facts.owner || facts.owner->ours) return 101;
      return static_cast<int>(facts.obstacle);
    });
  };
  CHECK(as_nobody(file, false, file) == static_cast<int>(Obstacle::denied));
  CHECK(as_nobody(folder, true, folder) == static_cast<int>(Obstacle::denied));
  CHECK(as_nobody(inner + "/x", false, inner) == static_cast<int>(Obstacle::denied));
}

}  // namespace preflight::path
