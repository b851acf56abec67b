#include "checks/imports/pe.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace preflight::imports::pe {

namespace {

constexpr std::uint32_t page = 0x1000;
constexpr std::uint32_t raw_alignment = 512;  ///< PointerToRawData is rounded down to it
constexpr std::size_t file_header_size = 20;
constexpr std::size_t section_header_size = 40;
constexpr std::uint16_t pe32 = 0x10b, pe32_plus = 0x20b;
constexpr std::uint16_t file_is_dll = 0x2000;
constexpr std::uint16_t no_isolation = 0x0200;
constexpr std::size_t com_descriptor = 14;

std::uint32_t u32(Bytes bytes, std::uint64_t at) { return little_u32(bytes, at).value_or(0); }
std::uint16_t u16(Bytes bytes, std::uint64_t at) { return little_u16(bytes, at).value_or(0); }

// The loader wants them ascending; where they are not, it refuses the file.
std::vector<Section> decode_sections(Bytes table, std::uint16_t count) {
  const auto there = std::min<std::size_t>(count, table.size() / section_header_size);
  std::vector<Section> sections;
  sections.reserve(there);
  for (std::size_t i = 0; i < there; ++i) {
    const auto header = table.subspan(i * section_header_size, section_header_size);
    Section section{u32(header, 12), u32(header, 8), u32(header, 20), u32(header, 16)};
    if (section.virtual_size == 0) section.virtual_size = section.raw_size;
    section.raw_offset -= section.raw_offset % raw_alignment;
    sections.push_back(section);
  }
  std::stable_sort(sections.begin(), sections.end(),
                   [](const Section& a, const Section& b) { return a.address < b.address; });
  return sections;
}

void decode_directories(Image& image, Bytes optional, std::size_t at) {
  const auto count = std::min<std::size_t>(u32(optional, at - 4), image.directories.size());
  for (std::size_t i = 0; i < count; ++i)
    image.directories[i] = {u32(optional, at + i * 8), u32(optional, at + i * 8 + 4)};
}

/// What a section has beyond its size in memory is not asked for, and so need not be there.
std::uint64_t content_end(const Image& image, std::uint64_t end_of_headers) {
  if (image.flat) return 0;
  auto end = end_of_headers;
  for (const auto& section : image.sections)
    if (const auto size = std::min(section.raw_size, section.virtual_size); size > 0)
      end = std::max(end, std::uint64_t{section.raw_offset} + size);
  return end;
}

}  // namespace

std::string name(Machine machine) {
  switch (machine) {
    case Machine::x86:
      return "x86";
    case Machine::x64:
      return "x64";
    case Machine::arm:
      return "arm";
    case Machine::arm64:
      return "arm64";
    case Machine::arm64ec:
      return "arm64ec";
    case Machine::arm64x:
      return "arm64x";
    case Machine::unknown:
      break;
  }
  return fmt::format("machine 0x{:x}", static_cast<unsigned>(machine));
}

Bytes Image::at(std::uint32_t rva) const {
  if (flat) return from(bytes, rva);
  if (rva < size_of_headers) return from(slice(bytes, 0, size_of_headers), rva);
  auto section =
      std::upper_bound(sections.begin(), sections.end(), rva,
                       [](std::uint32_t at, const Section& s) { return at < s.address; });
  if (section == sections.begin()) return {};
  --section;
  const auto within = rva - section->address;
  // What is in memory is whole pages.
  const auto in_memory = (std::uint64_t{section->virtual_size} + page - 1) / page * page;
  const auto in_file = std::min<std::uint64_t>(section->raw_size, in_memory);
  return from(slice(bytes, section->raw_offset, in_file), within);
}

std::variant<Image, Fault> decode(Bytes bytes) {
  if (bytes.size() < 2 || bytes[0] != 'M' || bytes[1] != 'Z') return Fault::not_mz;
  const auto start = little_u32(bytes, 0x3c);
  if (!start) return Fault::truncated;
  const auto signature = little_u32(bytes, *start);
  if (!signature) return *start < bytes.size() ? Fault::truncated : Fault::not_pe;
  if (*signature != 0x4550) return Fault::not_pe;  // "PE\0\0"
  const auto header = from(bytes, std::uint64_t{*start} + 4);
  const auto optional = from(header, file_header_size);
  const auto magic = little_u16(optional, 0);
  if (!magic) return Fault::truncated;
  if (*magic != pe32 && *magic != pe32_plus) return Fault::not_pe;

  Image image;
  image.bytes = bytes;
  image.machine = static_cast<Machine>(u16(header, 0));
  image.is_library = (u16(header, 18) & file_is_dll) != 0;
  image.is_64_bit = *magic == pe32_plus;
  const std::size_t directories_at = image.is_64_bit ? 112 : 96;
  if (optional.size() < directories_at) return Fault::truncated;
  image.image_base = image.is_64_bit ? number_at<std::uint64_t>(optional, 24).value_or(0)
                                     : std::uint64_t{u32(optional, 28)};
  image.flat = u32(optional, 32) < page;
  image.size_of_headers = u32(optional, 60);
  image.subsystem = static_cast<Subsystem>(u16(optional, 68));
  image.ignores_manifest = (u16(optional, 70) & no_isolation) != 0;
  decode_directories(image, optional, directories_at);
  image.is_managed = image.directories[com_descriptor].address != 0;
  const std::uint16_t optional_size = u16(header, 16), sections = u16(header, 2);
  image.sections = decode_sections(from(optional, optional_size), sections);
  image.content_end = content_end(image, std::uint64_t{*start} + 4 + file_header_size +
                                             optional_size + sections * section_header_size);
  return image;
}

}  // namespace preflight::imports::pe
