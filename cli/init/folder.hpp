// What `init` asks of the system: folders, the beginnings of files, and the one file that it
// creates. Two bodies: folder_linux.cpp, folder_windows.cpp. Paths are UTF-8 on Windows, bytes on
// Linux.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "checks/base/system_error.hpp"

namespace preflight::init {

enum class EntryKind { file, folder, other };

struct FolderEntry {
  std::string name{};
  EntryKind kind{EntryKind::other};  ///< of a link: `file` where it leads to one, else `other`
};

struct FolderList {
  std::vector<FolderEntry> entries{};  ///< sorted by name
  bool more{};                         ///< there are more than `most`
  std::optional<SystemError> error{};
};

/// Links to folders are no folders here, so that none leads around in a ring.
FolderList list_folder(const std::string& path, std::size_t most);

struct FileHead {
  std::optional<std::string> bytes{};
  bool more{};  ///< the file is longer
  std::optional<SystemError> error{};
};

/// The first `most` bytes of a regular file; nothing else is opened.
FileHead read_head(const std::string& path, std::size_t most);

struct Created {
  bool exists{};  ///< something of that name was there; it is as it was
  std::optional<SystemError> error{};
};

/// Creates `path` with `content`, whole or not at all, and never in the place of anything.
Created create_new(const std::string& path, std::string_view content);

/// Where `path` is seen from anywhere; `path` itself where the system does not tell.
std::string absolute_path(const std::string& path);

/// The file that this program was started from; "preflight" where the system does not tell.
std::string own_program();

}  // namespace preflight::init
