#include "checks/database/file_systems.hpp"

#include <string>

#include "tests/support/catch.hpp"

namespace preflight::database {

TEST_CASE("file systems of other machines are known by number") {
  for (const std::uint64_t magic : {0x6969ul, 0xff534d42ul, 0xfe534d42ul, 0x01021997ul})
    CHECK(file_system_type(magic)->network);
  CHECK(file_system_type(0xef53)->name == "ext4");
  CHECK_FALSE(file_system_type(0x01021994)->network);
  CHECK_FALSE(file_system_type(fuse_magic).has_value());
}

TEST_CASE("the mount of a device tells the type of a FUSE file system") {
  const std::string text =
      "22 1 254:0 / / rw,relatime - ext4 /dev/root rw\n"
      "30 22 0:52 / /home/a/remote rw,nosuid shared:5 master:1 - fuse.sshfs host:/srv rw\n"
      "31 22 0:53 / /media/disk rw - fuseblk /dev/sdb1 rw\n"
      "broken line\n"
      "32 22 0:54 / /short rw -\n";
  CHECK(mount_type(text, 0, 52) == "fuse.sshfs");
  CHECK(mount_type(text, 254, 0) == "ext4");
  CHECK_FALSE(mount_type(text, 0, 54).has_value());
  CHECK_FALSE(mount_type(text, 9, 9).has_value());
  CHECK(network_mount_type("fuse.sshfs"));
  CHECK(network_mount_type("virtiofs"));
  CHECK_FALSE(network_mount_type("fuseblk"));
}

TEST_CASE("mountinfo cut anywhere gives a type or nothing") {
  const std::string text = "30 22 0:52 / /m rw shared:5 - fuse.sshfs host:/srv rw\n";
  for (std::size_t size = 0; size <= text.size(); ++size) {
    const auto type = mount_type(std::string_view(text).substr(0, size), 0, 52);
    if (type) CHECK(std::string("fuse.sshfs").starts_with(*type));
  }
}

TEST_CASE("a Windows path tells by its form whether it leads elsewhere") {
  CHECK(remote_path_kind(R"(\\server\share\app.db)") == "network share");
  CHECK(remote_path_kind(R"(\\?\UNC\server\share\app.db)") == "network share");
  CHECK(remote_path_kind(R"(\\wsl$\Debian\app.db)") == "WSL");
  CHECK(remote_path_kind(R"(\\wsl.localhost\Debian\app.db)") == "WSL");
  CHECK(remote_path_kind(R"(\\?\C:\app.db)").empty());
  CHECK(remote_path_kind(R"(\\.\pipe\x)").empty());
  CHECK(remote_path_kind(R"(C:\app.db)").empty());
  CHECK(remote_path_kind("").empty());
}

TEST_CASE("Dropbox tells its folders") {
  const auto folders =
      dropbox_folders(R"({"personal": {"path": "/home/a/Box", "host": 1}, "odd": 3})");
  REQUIRE(folders.size() == 1);
  CHECK(folders[0].path == "/home/a/Box");
  CHECK(dropbox_folders("[1").empty());
  CHECK(dropbox_folders("[]").empty());
  CHECK(dropbox_folders(R"({"personal": {"path": 7}})").empty());
}

TEST_CASE("a path below a synced folder belongs to its client") {
  const std::vector<SyncedFolder> folders{{"/home/a/Box/", "Dropbox"},
                                          {"C:\\Users\\a\\OD", "OneDrive"}};
  CHECK(sync_client("/home/a/Box/app.db", folders) == "Dropbox");
  CHECK(sync_client("/home/a/Boxes/app.db", folders).empty());
  CHECK(sync_client("c:\\users\\A\\od\\x\\app.db", folders) == "OneDrive");
  CHECK(sync_client("/home/a/OneDrive - Firm/app.db", {}) == "OneDrive");
  CHECK(sync_client("/home/a/Nextcloud/app.db", {}) == "Nextcloud");
  CHECK(sync_client("/Users/a/Library/CloudStorage/X/app.db", {}) == "a cloud storage client");
  CHECK(sync_client("/srv/app/dropbox", {}).empty());
  CHECK(sync_client("/srv/dropbox-api/app.db", {}).empty());
  CHECK(sync_client("", {}).empty());
}

}  // namespace preflight::database
