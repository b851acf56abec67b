// A file system that a test makes up.
#pragma once

#include <map>
#include <string>

#include "checks/imports/files.hpp"

namespace preflight::test {

/// Path and content. `separator` '\\': a Windows, where `find` asks in any case.
imports::FileSystem fake_files(std::map<std::string, std::string> files, char separator = '/');

/// A content that stands for one that may not be read (of a folder: not be listed), or for a
/// folder.
inline constexpr const char* denied_file = "<denied>";
inline constexpr const char* folder_file = "<folder>";

}  // namespace preflight::test
