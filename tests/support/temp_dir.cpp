#include "tests/support/temp_dir.hpp"

#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <system_error>

namespace preflight::test {
namespace {

namespace fs = std::filesystem;

// A path made from char8_t is UTF-8 on every system.
fs::path path_of(std::string_view utf8) { return {std::u8string(utf8.begin(), utf8.end())}; }

std::string text_of(const fs::path& path) {
  const std::u8string utf8 = path.u8string();
  return {utf8.begin(), utf8.end()};
}

fs::path create_private_folder() {
  std::random_device random;
  for (;;) {
    const fs::path path = fs::temp_directory_path() /
                          ("preflight-" + std::to_string(random()) + std::to_string(random()));
    if (!fs::create_directory(path)) continue;
    fs::permissions(path, fs::perms::owner_all);
    return path;
  }
}

}  // namespace

TempDir::TempDir() : path_(create_private_folder()) {}

TempDir::~TempDir() {
  // A test may have taken rights away below the folder; removal then fails for others than root.
  std::error_code ignored;
  for (auto it = fs::recursive_directory_iterator(
           path_, fs::directory_options::skip_permission_denied, ignored);
       !ignored && it != fs::recursive_directory_iterator(); it.increment(ignored)) {
    std::error_code no_matter;
    if (it->is_directory(no_matter) && !it->is_symlink(no_matter))
      fs::permissions(it->path(), fs::perms::owner_all, no_matter);
  }
  fs::remove_all(path_, ignored);
}

std::string TempDir::file(std::string_view name) const { return text_of(path_ / path_of(name)); }

std::string TempDir::write(std::string_view name, std::string_view content) const {
  const fs::path path = path_ / path_of(name);
  std::ofstream stream(path, std::ios::binary);
  stream.write(content.data(), static_cast<std::streamsize>(content.size()));
  if (!stream.flush()) throw std::runtime_error("cannot write " + text_of(path));
  return text_of(path);
}

std::string read_file(const std::string& utf8_path) {
  std::ifstream stream(path_of(utf8_path), std::ios::binary);
  if (!stream) throw std::runtime_error("cannot read " + utf8_path);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

}  // namespace preflight::test
