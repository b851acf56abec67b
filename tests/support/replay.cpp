// preflight_replay DECODER FOLDER: runs a fuzzer's target on every file of a folder, and on what is
// left of each when it is cut off behind any byte. Exits 1 where the folder holds no file: then
// nothing was tested.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

#include "tests/fuzz/target.hpp"

namespace {

using preflight::test::FuzzTarget;

// More cuts than this tell little more and take long: then only every n-th byte is cut behind.
constexpr std::size_t most_cuts = 4096;

// The copy is exactly as long as the input, so that a sanitizer sees the first byte behind it.
void run(FuzzTarget target, const std::string& bytes, std::size_t size) {
  const auto copy = std::make_unique<std::uint8_t[]>(size);
  for (std::size_t i = 0; i < size; ++i) copy[i] = static_cast<std::uint8_t>(bytes[i]);
  target(copy.get(), size);
}

void replay(FuzzTarget target, const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  const std::size_t step = bytes.size() / most_cuts + 1;
  for (std::size_t size = 0; size < bytes.size(); size += step) run(target, bytes, size);
  run(target, bytes, bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t files = 0;
  std::error_code error;
  const auto& targets = preflight::test::fuzz_targets();
  const auto target = argc == 3 ? targets.find(argv[1]) : targets.end();
  if (target != targets.end()) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[2], error)) {
      if (!entry.is_regular_file()) continue;
      replay(target->second, entry.path());
      ++files;
    }
  }
  std::printf("%zu files\n", files);
  return files > 0 ? 0 : 1;
}
