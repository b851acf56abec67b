#include <cstddef>
#include <cstdint>
#include <string_view>

#include "cli/bundle/zip.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(zip) {
  constexpr std::size_t longest = std::size_t{1} << 20U;
  const std::string_view archive{reinterpret_cast<const char*>(data), size};
  const auto read = preflight::bundle::read_zip(archive, "facts.json", longest);
  const auto* text = std::get_if<std::string>(&read);
  if (text != nullptr && text->size() > longest) __builtin_trap();
  return 0;
}
