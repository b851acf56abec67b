// A private folder below the system's temporary folder, removed with all its contents at the end.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace preflight::test {

class TempDir {
 public:
  TempDir();  ///< throws std::filesystem::filesystem_error where none can be created
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

  /// Path of `name` below the folder, UTF-8, with the separator of the system.
  [[nodiscard]] std::string file(std::string_view name) const;

  /// Writes `content` to `name`, bytes as they are, and gives the path.
  std::string write(std::string_view name, std::string_view content) const;

 private:
  std::filesystem::path path_;
};

/// The bytes of a file. Throws where it cannot be read.
std::string read_file(const std::string& utf8_path);

}  // namespace preflight::test
