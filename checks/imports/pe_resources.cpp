// Resources of a PE file: a tree of three levels (type, name, language). The levels are counted,
// so a directory that leads back to itself ends too.
#include "checks/imports/pe.hpp"

namespace preflight::imports::pe {

namespace {

constexpr std::size_t resource_directory = 2;
constexpr std::uint32_t type_version = 16, type_manifest = 24;
constexpr std::uint32_t is_directory = 0x80000000U;

/// Offset of the entry with `id`, or of the first one, in the directory at `at`.
std::optional<std::uint32_t> entry_of(Bytes tree, std::uint32_t at,
                                      std::optional<std::uint32_t> id) {
  const auto named = little_u16(tree, std::uint64_t{at} + 12);
  const auto numbered = little_u16(tree, std::uint64_t{at} + 14);
  if (!named || !numbered) return std::nullopt;
  const std::size_t count = std::size_t{*named} + *numbered;
  for (std::size_t i = 0; i < count; ++i) {
    const auto entry = std::uint64_t{at} + 16 + i * 8;
    const auto name = little_u32(tree, entry);
    const auto target = little_u32(tree, entry + 4);
    if (!name || !target) return std::nullopt;
    if (!id || *name == *id) return target;
  }
  return std::nullopt;
}

Bytes resource(const Image& image, std::uint32_t type) {
  const auto root = image.directories[resource_directory].address;
  if (root == 0) return {};
  const auto tree = image.at(root);
  auto target = entry_of(tree, 0, type);
  for (int level = 0; level < 2; ++level) {
    if (!target || (*target & is_directory) == 0) return {};
    target = entry_of(tree, *target & ~is_directory, std::nullopt);
  }
  if (!target || (*target & is_directory) != 0) return {};
  const auto rva = little_u32(tree, *target), size = little_u32(tree, std::uint64_t{*target} + 4);
  if (!rva || !size) return {};
  return slice(image.at(*rva), 0, *size);
}

}  // namespace

std::string_view find_manifest(const Image& image) {
  const auto bytes = resource(image, type_manifest);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::optional<Version> find_version(const Image& image) {
  constexpr std::uint32_t signature = 0xfeef04bd;
  // VS_VERSIONINFO: lengths and the name in UTF-16, then, on a border of four, the fixed part.
  const auto bytes = slice(resource(image, type_version), 0, 128);
  for (std::size_t at = 0; at + 16 <= bytes.size(); at += 4) {
    if (little_u32(bytes, at) != signature) continue;
    const auto field = [&](std::size_t offset) {
      return little_u16(bytes, at + offset).value_or(0);
    };
    return Version{field(10), field(8), field(14), field(12)};
  }
  return std::nullopt;
}

}  // namespace preflight::imports::pe
