#include "checks/imports/elf.hpp"

#include <algorithm>
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

/// Row `index` of a table whose rows have `size` bytes.
Bytes row(Pieces& pieces, std::uint64_t table, std::uint64_t index, std::uint64_t size) {
  return table >= pieces.size() ? Bytes{} : pieces.get(table + index * size, size);
}

/// In a file of debug information the dynamic section takes no room (SHT_NOBITS).
bool is_debug_info(const Image& image, Pieces& pieces, std::uint64_t dynamic_address) {
  constexpr std::uint32_t no_bits = 8;
  const bool wide = image.is_64_bit;
  const auto r = reader(image, pieces.get(0, 64));
  const auto table = r.native(wide ? 40 : 32);
  const std::uint64_t size = r.half(wide ? 58 : 46), count = r.half(wide ? 60 : 48);
  if (table == 0 || size < (wide ? 64U : 40U)) return false;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto section = reader(image, row(pieces, table, i, size));
    if (section.word(4) == no_bits && section.native(wide ? 16 : 12) == dynamic_address)
      return true;
  }
  return false;
}

struct DynamicSection {
  std::uint64_t address{};
  Bytes bytes{};
};

std::uint64_t end_of(std::uint64_t offset, std::uint64_t size) {
  return offset + size < offset ? UINT64_MAX : offset + size;
}

/// False where they lie outside of the file.
bool decode_segments(Image& image, Pieces& pieces, DynamicSection& dynamic) {
  const auto r = reader(image, pieces.get(0, 64));
  const bool wide = image.is_64_bit;
  const auto table = r.native(wide ? 32 : 28);
  const std::uint64_t size = r.half(wide ? 54 : 42);
  const std::size_t count = std::min<std::size_t>(r.half(wide ? 56 : 44), most_segments);
  if (count > 0 && size < (wide ? 56U : 32U)) return false;
  image.segments.reserve(std::min<std::size_t>(count, 8));
  for (std::size_t i = 0; i < count; ++i) {
    const auto bytes = row(pieces, table, i, size);
    if (bytes.size() < size) return false;
    const auto header = program_header(reader(image, bytes));
    const auto end = end_of(header.offset, header.file_size);
    if (header.type == segment_load) {
      image.segments.push_back({header.address, header.offset, header.file_size});
      image.content_end = std::max(image.content_end, end);
    }
    if (header.type == segment_dynamic) {
      image.is_dynamic = true;
      dynamic = {header.address, pieces.get(header.offset, header.file_size)};
      if (dynamic.bytes.size() < header.file_size) image.incomplete = true;
    }
    if (header.type == segment_interpreter) {
      const auto text = pieces.text(header.offset, end);
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

void take_tables(Image& image, Bytes dynamic) {
  std::uint64_t needed = 0;
  for_each_entry(image, dynamic, [&](std::uint64_t tag, std::uint64_t value) {
    switch (tag) {
      case 1:
        ++needed;
        break;
      case 4:
        image.tables.hash = value;
        break;
      case 5:
        image.tables.strings = value;
        break;
      case 6:
        image.tables.symbols = value;
        break;
      case 10:
        image.tables.strings_size = value;
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
  image.needed.reserve(static_cast<std::size_t>(needed));
}

bool is_name(std::uint64_t tag) { return tag == 1 || tag == 14 || tag == 15 || tag == 29; }

/// The table of strings, as far as the file has it.
Place strings_of(const Image& image) {
  auto place = image.place(image.tables.strings);
  place.size = std::min(place.size, image.tables.strings_size);
  return place;
}

/// A text of the table of strings.
std::optional<std::string_view> string_at(const Place& strings, Pieces& pieces, std::uint64_t at) {
  if (at >= strings.size) return std::nullopt;
  return pieces.text(strings.offset + at, strings.offset + strings.size);
}

/// Linkers put the names of libraries and versions at the end of the strings, and the tables of
/// versions next: most often one read has it all.
void read_ahead(const Image& image, Pieces& pieces, Bytes dynamic) {
  constexpr std::uint64_t before = 512, behind = 1024, most = 8192;
  if (pieces.is_whole()) return;
  const auto strings = strings_of(image);
  std::uint64_t first = strings.size, last = 0;
  for_each_entry(image, dynamic, [&](std::uint64_t tag, std::uint64_t value) {
    if (!is_name(tag) || value >= strings.size) return;
    first = std::min(first, value);
    last = std::max(last, value);
  });
  if (first >= strings.size) return;
  const auto begin = strings.offset + first - std::min(first, before);
  auto end = strings.offset + last;
  for (const auto table : {image.tables.version_definitions, image.tables.version_needs}) {
    const auto place = image.place(table);
    if (table != 0 && place.size > 0 && place.offset >= begin && place.offset - begin < most)
      end = std::max(end, place.offset);
  }
  if (end - begin < most) (void)pieces.get(begin, end - begin + behind);
}

void take_names(Image& image, Pieces& pieces, Bytes dynamic) {
  const auto strings = strings_of(image);
  for_each_entry(image, dynamic, [&](std::uint64_t tag, std::uint64_t value) {
    if (!is_name(tag)) return;
    const auto text = string_at(strings, pieces, value);
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

/// The entries of a table of versions, which name each other by their distance.
struct VersionTable {
  const Image& image;
  Pieces& pieces;
  Place place;
  Place strings{strings_of(image)};
  bool incomplete{};  ///< it leads outside, or has no end

  /// Empty where it leads outside of the table.
  [[nodiscard]] Reader entry(std::uint64_t at, std::uint64_t size) {
    const bool inside = at <= place.size && place.size - at >= size;
    incomplete |= !inside;
    return reader(image, inside ? pieces.get(place.offset + at, size) : Bytes{});
  }
  [[nodiscard]] std::string_view text(std::uint64_t at) {
    const auto found = string_at(strings, pieces, at);
    incomplete |= !found;
    return found.value_or("");
  }
};

std::vector<VersionNeed> version_needs(VersionTable& table) {
  std::vector<VersionNeed> needs;
  const auto count = std::min<std::uint64_t>(table.image.tables.needs_count, most_versions);
  needs.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(count * 4, 32)));
  std::uint64_t at = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto need = table.entry(at, 16);
    if (need.bytes.empty()) return needs;
    const auto file = table.text(need.word(4));
    auto part = at + need.word(8);
    for (std::uint16_t k = 0; k < need.half(2); ++k) {
      const auto one = table.entry(part, 16);
      if (one.bytes.empty()) break;
      if (needs.size() >= most_versions) {
        table.incomplete = true;
        return needs;
      }
      needs.push_back({file, table.text(one.word(8)), (one.half(4) & 2U) != 0, one.half(6)});
      if (one.word(12) == 0) break;
      part += one.word(12);
    }
    if (need.word(12) == 0) return needs;
    at += need.word(12);
  }
  return needs;
}

std::vector<VersionDefinition> version_definitions(VersionTable& table) {
  std::vector<VersionDefinition> definitions;
  const auto count = std::min<std::uint64_t>(table.image.tables.definitions_count, most_versions);
  definitions.reserve(static_cast<std::size_t>(std::min(count, std::uint64_t{64})));
  std::uint64_t at = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto one = table.entry(at, 20);
    if (one.bytes.empty()) return definitions;
    const auto name = table.entry(at + one.word(12), 4).word(0);
    definitions.push_back({table.text(name), one.half(4), (one.half(2) & 1U) != 0});
    if (one.word(16) == 0) return definitions;
    at += one.word(16);
  }
  return definitions;
}

/// One that leads outside hides what it needs or has: that is no yes.
void take_versions(Image& image, Pieces& pieces) {
  const auto& tables = image.tables;
  VersionTable needs{image, pieces, image.place(tables.version_needs)};
  if (tables.version_needs != 0) image.version_needs = version_needs(needs);
  VersionTable definitions{image, pieces, image.place(tables.version_definitions)};
  if (tables.version_definitions != 0) image.version_definitions = version_definitions(definitions);
  image.incomplete |= needs.incomplete || definitions.incomplete;
}

template <class Take>
void for_each_text(Image& image, Take take) {
  for (auto* text : {&image.interpreter, &image.soname, &image.rpath, &image.runpath})
    if (*text) take(**text);
  for (auto& text : image.needed) take(text);
  for (auto& need : image.version_needs) {
    take(need.file);
    take(need.version);
  }
  for (auto& definition : image.version_definitions) take(definition.name);
}

}  // namespace

Place Image::place(std::uint64_t address) const {
  for (const auto& segment : segments) {
    if (address < segment.address || address - segment.address >= segment.file_size) continue;
    const auto within = address - segment.address;
    if (segment.offset >= size) return {};
    const auto has = std::min(segment.file_size, size - segment.offset);
    return within < has ? Place{segment.offset + within, has - within} : Place{};
  }
  return {};
}

std::variant<Image, Fault> decode(Pieces& pieces) {
  constexpr std::array<std::uint8_t, 4> magic{0x7f, 'E', 'L', 'F'};
  constexpr std::uint64_t usual_headers = 4096;
  const auto bytes = pieces.get(0, usual_headers);
  if (bytes.size() < 4 || !std::equal(magic.begin(), magic.end(), bytes.begin()))
    return Fault::not_elf;
  if (bytes.size() < 6) return Fault::truncated;
  const auto width = bytes[4], order = bytes[5];
  if (width < 1 || width > 2 || order < 1 || order > 2) return Fault::unknown_class;
  Image image;
  image.size = pieces.size();
  image.is_64_bit = width == 2;
  image.big_endian = order == 2;
  if (bytes.size() < (image.is_64_bit ? 64U : 52U)) return Fault::truncated;
  const auto r = reader(image, bytes);
  image.type = static_cast<Type>(r.half(16));
  image.machine = static_cast<Machine>(r.half(18));
  DynamicSection dynamic;
  if (!decode_segments(image, pieces, dynamic)) return Fault::truncated;
  take_tables(image, dynamic.bytes);
  read_ahead(image, pieces, dynamic.bytes);
  // Where the table of strings ends as it must, the section is there. The headers of sections are
  // at the far end of a file, and one more place to read.
  const auto strings = strings_of(image);
  const auto end = strings.size > 0 ? pieces.get(strings.offset + strings.size - 1, 1) : Bytes{};
  const bool has_strings = !end.empty() && end[0] == 0;
  if (image.is_dynamic && !has_strings)
    image.is_debug_info = is_debug_info(image, pieces, dynamic.address);
  if (image.is_debug_info) {
    image.tables = {};
    return image;
  }
  take_names(image, pieces, dynamic.bytes);
  take_versions(image, pieces);
  return image;
}

std::variant<Image, Fault> decode(Bytes whole) {
  Pieces pieces(whole);
  return decode(pieces);
}

std::unique_ptr<const char[]> own_texts(Image& image) {
  constexpr std::size_t most = 65536;
  std::size_t size = 0;
  for_each_text(image, [&](std::string_view text) { size += text.size(); });
  if (size > most) return nullptr;
  auto texts = std::make_unique_for_overwrite<char[]>(size);
  auto* to = texts.get();
  for_each_text(image, [&](std::string_view& text) {
    std::copy(text.begin(), text.end(), to);
    text = {to, text.size()};
    to += text.size();
  });
  return texts;
}

}  // namespace preflight::imports::elf
