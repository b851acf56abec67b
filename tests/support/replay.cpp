// Runs a fuzzer's entry on every file of a folder, and on what is left of each when it is cut off
// behind any byte. Exits 1 where the folder holds no file: then nothing was tested.

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

// More cuts than this tell little more and take long: then only every n-th byte is cut behind.
constexpr std::size_t most_cuts = 4096;

// The copy is exactly as long as the input, so that a sanitizer sees the first byte behind it.
void run(const std::string& bytes, std::size_t size) {
  const auto copy = std::make_unique<std::uint8_t[]>(size);
  for (std::size_t i = 0; i < size; ++i) copy[i] = static_cast<std::uint8_t>(bytes[i]);
  LLVMFuzzerTestOneInput(copy.get(), size);
}

void replay(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
  const std::size_t step = bytes.size() / most_cuts + 1;
  for (std::size_t size = 0; size < bytes.size(); size += step) run(bytes, size);
  run(bytes, bytes.size());
}

}  // namespace

int main(int argc, char** argv) {
  std::size_t files = 0;
  std::error_code error;
  if (argc == 2) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1], error)) {
      if (!entry.is_regular_file()) continue;
      replay(entry.path());
      ++files;
    }
  }
  std::printf("%zu files\n", files);
  return files > 0 ? 0 : 1;
}
