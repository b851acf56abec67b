#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <filesystem>

#include "cli/terminal.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight {

TEST_CASE("a link stays a link, and what it leads to is written") {
  const test::TempDir folder;
  const auto file = folder.write("file", "old");
  std::filesystem::create_symlink("file", folder.file("link"));
  CHECK_FALSE(write_whole(folder.file("link"), "new").has_value());
  CHECK(std::filesystem::is_symlink(folder.file("link")));
  CHECK(test::read_file(file) == "new");
}

TEST_CASE("a pipe is written to, not replaced") {
  const test::TempDir folder;
  const auto path = folder.file("pipe");
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  const int reader = open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  REQUIRE(reader >= 0);
  CHECK_FALSE(write_whole(path, "text").has_value());
  std::array<char, 16> buffer{};
  CHECK(read(reader, buffer.data(), buffer.size()) == 4);
  CHECK(std::string(buffer.data(), 4) == "text");
  close(reader);
  CHECK(std::filesystem::is_fifo(path));
}

TEST_CASE("a written file has the rights that the umask leaves") {
  const test::TempDir folder;
  const auto path = folder.file("report");
  const auto old = umask(027);
  CHECK_FALSE(write_whole(path, "x").has_value());
  umask(old);
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0640);
}

}  // namespace preflight
