#include "checks/imports/elf.hpp"

#include <fmt/format.h>

#include <array>

namespace preflight::imports::elf {

namespace {

constexpr std::size_t most_segments = 1024;
constexpr std::size_t most_dynamic = 65536;
constexpr std::size_t most_versions = 65536;

constexpr std::uint32_t segment_load = 1, segment_dynamic = 2, segment_interpreter = 3;

/// Fields of the file in its own class and byte order.
struct Reader {
  Bytes bytes{};
  bool wide{}, big{};

  [[nodiscard]] std::uint16_t half(std::uint64_t at) const {
    return number_at<std::uint16_t>(bytes, at, big).value_or(0);
  }
  [[nodiscard]] std::uint32_t word(std::uint64_t at) const {
    return number_at<std::uint32_t>(bytes, at, big).value_or(0);
  }
  /// An address, an offset or a size: as wide as the class.
  [[nodiscard]] std::uint64_t native(std::uint64_t at) const {
    return wide ? number_at<std::uint64_t>(bytes, at, big).value_or(0) : word(at);
  }
};

Reader reader(const Image& image, Bytes bytes) {
  return {bytes, image.is_64_bit, image.big_endian};
}

struct ProgramHeader {
  std::uint32_t type{};
  std::uint64_t offset{}, address{}, file_size{};
};

ProgramHeader program_header(const Reader& r) {
  if (r.wide) return {r.word(0), r.native(8), r.native(16), r.native(32)};
  return {r.word(0), r.native(4), r.native(8), r.native(16)};
}

/// In a file of debug information the dynamic section takes no room (SHT_NOBITS).
bool is_debug_info(const Image& image, std::uint64_t dynamic_address) {
  constexpr std::uint32_t no_bits = 8;
  const auto r = reader(image, image.bytes);
  const bool wide = image.is_64_bit;
  const auto table = r.native(wide ? 40 : 32);
  const std::uint64_t size = r.half(wide ? 58 : 46), count = r.half(wide ? 60 : 48);
  if (table == 0 || size < (wide ? 64U : 40U)) return false;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto section = reader(image, slice(from(image.bytes, table), i * size, size));
    if (section.word(4) == no_bits && section.native(wide ? 16 : 12) == dynamic_address)
      return true;
  }
  return false;
}

struct DynamicSection {
  std::uint64_t address{};
  std::uint64_t offset{};
  Bytes bytes{};
};

/// False where they lie outside of the file.
bool decode_segments(Image& image, DynamicSection& dynamic) {
  const auto r = reader(image, image.bytes);
  const bool wide = image.is_64_bit;
  const auto table = r.native(wide ? 32 : 28);
  const std::uint64_t size = r.half(wide ? 54 : 42);
  const std::size_t count = std::min<std::size_t>(r.half(wide ? 56 : 44), most_segments);
  if (count > 0 && size < (wide ? 56U : 32U)) return false;
  image.segments.reserve(std::min<std::size_t>(count, 8));
  for (std::size_t i = 0; i < count; ++i) {
    const auto bytes = slice(from(image.bytes, table), i * size, size);
    if (bytes.size() < size) return false;
    const auto header = program_header(reader(image, bytes));
    if (header.type == segment_load) {
      image.segments.push_back({header.address, header.offset, header.file_size});
      const auto end = header.offset + header.file_size;
      image.content_end = std::max(image.content_end, end < header.offset ? UINT64_MAX : end);
    }
    if (header.type == segment_dynamic) {
      image.is_dynamic = true;
      dynamic = {header.address, header.offset,
                 slice(image.bytes, header.offset, header.file_size)};
      if (dynamic.bytes.size() < header.file_size) image.incomplete = true;
    }
    if (header.type == segment_interpreter) {
      const auto text = text_at(slice(image.bytes, header.offset, header.file_size), 0);
      image.interpreter = text.value_or("");
      if (!text) image.incomplete = true;
    }
  }
  return true;
}

/// Calls `take(tag, value)` for each entry of the dynamic section.
template <class Take>
void for_each_entry(const Image& image, Bytes dynamic, Take take) {
  const auto r = reader(image, dynamic);
  const std::size_t width = image.is_64_bit ? 8 : 4;
  const auto count = std::min(dynamic.size() / (2 * width), most_dynamic);
  for (std::size_t i = 0; i < count; ++i) {
    const auto tag = r.native(i * 2 * width);
    if (tag == 0) return;
    take(tag, r.native(i * 2 * width + width));
  }
}

/// It is the one thing that lies far behind the rest, with the data.
class NearDynamicSection {
 public:
  NearDynamicSection(const DynamicSection& dynamic, const ReadAt& read) : bytes_(dynamic.bytes) {
    const auto size = dynamic.bytes.size();
    if (read && size <= copy_.size() && read(dynamic.offset, std::span(copy_).first(size)))
      bytes_ = Bytes(copy_).first(size);
  }
  NearDynamicSection(const NearDynamicSection&) = delete;
  NearDynamicSection& operator=(const NearDynamicSection&) = delete;

  [[nodiscard]] Bytes bytes() const { return bytes_; }

 private:
  std::array<std::uint8_t, 2048> copy_;
  Bytes bytes_;
};

void take_tables(Image& image, Bytes dynamic) {
  std::uint64_t strings = 0, strings_size = 0, needed = 0;
  for_each_entry(image, dynamic, [&](std::uint64_t tag, std::uint64_t value) {
    switch (tag) {
      case 1:
        ++needed;
        break;
      case 4:
        image.tables.hash = value;
        break;
      case 5:
        strings = value;
        break;
      case 6:
        image.tables.symbols = value;
        break;
      case 10:
        strings_size = value;
        break;
      case 24:
        image.bind_now = true;
        break;
      case 30:
        image.bind_now |= (value & 8U) != 0;
        break;
      case 0x6ffffffb:
        image.bind_now |= (value & 1U) != 0;
        image.no_default_folders = (value & 0x800U) != 0;
        image.is_pie = (value & 0x08000000U) != 0;
        break;
      case 0x6ffffef5:
        image.tables.gnu_hash = value;
        break;
      case 0x6ffffff0:
        image.tables.versions = value;
        break;
      case 0x6ffffffc:
        image.tables.version_definitions = value;
        break;
      case 0x6ffffffd:
        image.tables.definitions_count = value;
        break;
      case 0x6ffffffe:
        image.tables.version_needs = value;
        break;
      case 0x6fffffff:
        image.tables.needs_count = value;
        break;
      default:
        break;
    }
  });
  image.strings = slice(image.at(strings), 0, strings_size);
  image.needed.reserve(static_cast<std::size_t>(needed));
}

void take_names(Image& image, Bytes dynamic) {
  for_each_entry(image, dynamic, [&](std::uint64_t tag, std::uint64_t value) {
    if (tag != 1 && tag != 14 && tag != 15 && tag != 29) return;
    const auto text = text_at(image.strings, value);
    if (!text) {
      image.incomplete = true;
      return;
    }
    if (tag == 1) image.needed.push_back(*text);
    if (tag == 14) image.soname = *text;
    if (tag == 15) image.rpath = *text;
    if (tag == 29) image.runpath = *text;
  });
}

}  // namespace

Bytes Image::at(std::uint64_t address) const {
  for (const auto& segment : segments)
    if (address >= segment.address && address - segment.address < segment.file_size)
      return from(slice(bytes, segment.offset, segment.file_size), address - segment.address);
  return {};
}

std::variant<Image, Fault> decode(Bytes bytes, const ReadAt& read) {
  constexpr std::array<std::uint8_t, 4> magic{0x7f, 'E', 'L', 'F'};
  if (bytes.size() < 4 || !std::equal(magic.begin(), magic.end(), bytes.begin()))
    return Fault::not_elf;
  if (bytes.size() < 6) return Fault::truncated;
  const auto width = bytes[4], order = bytes[5];
  if (width < 1 || width > 2 || order < 1 || order > 2) return Fault::unknown_class;
  Image image;
  image.bytes = bytes;
  image.is_64_bit = width == 2;
  image.big_endian = order == 2;
  if (bytes.size() < (image.is_64_bit ? 64U : 52U)) return Fault::truncated;
  const auto r = reader(image, bytes);
  image.type = static_cast<Type>(r.half(16));
  image.machine = static_cast<Machine>(r.half(18));
  DynamicSection dynamic;
  if (!decode_segments(image, dynamic)) return Fault::truncated;
  const NearDynamicSection near(dynamic, read);
  take_tables(image, near.bytes());
  // Where the table of strings begins as it must, the section is there. The headers of sections are
  // at the far end of a file, and a page of it to fetch.
  const bool has_strings = !image.strings.empty() && image.strings[0] == 0;
  if (image.is_dynamic && !has_strings) image.is_debug_info = is_debug_info(image, dynamic.address);
  if (image.is_debug_info) {
    image.tables = {};
    return image;
  }
  take_names(image, near.bytes());
  return image;
}

std::string machine_name(const Image& image) {
  switch (image.machine) {
    case Machine::x86:
      return "x86";
    case Machine::x64:
      return image.is_64_bit ? "x64" : "x32";
    case Machine::arm:
      return "arm";
    case Machine::arm64:
      return "arm64";
    case Machine::ppc64:
      return image.big_endian ? "ppc64" : "ppc64le";
    case Machine::s390x:
      return "s390x";
    case Machine::riscv:
      return image.is_64_bit ? "riscv64" : "riscv32";
    case Machine::loongarch:
      return image.is_64_bit ? "loongarch64" : "loongarch32";
    case Machine::none:
      break;
  }
  return fmt::format("machine {}", static_cast<unsigned>(image.machine));
}

bool same_machine(const Image& a, const Image& b) {
  return a.machine == b.machine && a.is_64_bit == b.is_64_bit && a.big_endian == b.big_endian;
}

std::vector<VersionNeed> version_needs(const Image& image) {
  std::vector<VersionNeed> needs;
  if (image.tables.version_needs == 0) return needs;
  const auto r = reader(image, image.at(image.tables.version_needs));
  const auto count = std::min<std::uint64_t>(image.tables.needs_count, most_versions);
  needs.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(count * 4, 32)));
  std::uint64_t at = 0;
  for (std::uint64_t i = 0; i < count && at + 16 <= r.bytes.size(); ++i) {
    const auto file = text_at(image.strings, r.word(at + 4)).value_or("");
    auto part = at + r.word(at + 8);
    for (std::uint16_t k = 0; k < r.half(at + 2) && part + 16 <= r.bytes.size(); ++k) {
      if (needs.size() >= most_versions) return needs;
      needs.push_back({file, text_at(image.strings, r.word(part + 8)).value_or(""),
                       (r.half(part + 4) & 2U) != 0, r.half(part + 6)});
      const auto next = r.word(part + 12);
      if (next == 0) break;
      part += next;
    }
    const auto next = r.word(at + 12);
    if (next == 0) break;
    at += next;
  }
  return needs;
}

std::vector<VersionDefinition> version_definitions(const Image& image) {
  std::vector<VersionDefinition> definitions;
  if (image.tables.version_definitions == 0) return definitions;
  const auto r = reader(image, image.at(image.tables.version_definitions));
  const auto count = std::min<std::uint64_t>(image.tables.definitions_count, most_versions);
  definitions.reserve(static_cast<std::size_t>(std::min(count, std::uint64_t{64})));
  std::uint64_t at = 0;
  for (std::uint64_t i = 0; i < count && at + 20 <= r.bytes.size(); ++i) {
    const auto name = r.word(at + r.word(at + 12));
    definitions.push_back(
        {text_at(image.strings, name).value_or(""), r.half(at + 4), (r.half(at + 2) & 1U) != 0});
    const auto next = r.word(at + 16);
    if (next == 0) break;
    at += next;
  }
  return definitions;
}

}  // namespace preflight::imports::elf
