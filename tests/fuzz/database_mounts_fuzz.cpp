#include <string_view>

#include "checks/database/file_systems.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(database_mounts) {
  using namespace preflight::database;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)mount_type(text, 0, 52);
  (void)dropbox_folders(text);
  (void)remote_path_kind(text);
  (void)sync_client(text, {{"/home/a/Box", "Dropbox"}});
  return 0;
}
