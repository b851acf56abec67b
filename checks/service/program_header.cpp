#include "checks/service/program_header.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "checks/service/command_line.hpp"

namespace preflight::service {

namespace {

constexpr std::size_t most_libraries = 1024;
constexpr std::size_t most_functions = 65536;
constexpr std::size_t longest_name = 512;
constexpr std::uint16_t plus = 0x20B;  ///< magic of PE32+
constexpr std::uint16_t is_library = 0x2000;
constexpr std::uint32_t import_directory = 1, managed_directory = 14;
constexpr std::string_view dispatcher_name = "StartServiceCtrlDispatcher";

struct Section {
  std::uint32_t address{}, size{}, offset{}, raw{};
};

struct Image {
  std::span<const std::uint8_t> bytes;
  std::vector<Section> sections{};
  std::uint32_t header_size{};
  bool wide{};  ///< PE32+

  template <class T>
  [[nodiscard]] std::optional<T> at(std::uint64_t offset) const {
    if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
    T value = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
      value |= static_cast<T>(static_cast<T>(bytes[offset + i]) << (8 * i));
    return value;
  }

  // Where a relative virtual address lies in the file.
  [[nodiscard]] std::optional<std::uint64_t> offset_of(std::uint32_t rva) const {
    if (rva < header_size) return rva;
    for (const auto& section : sections) {
      const auto size = std::max(section.size, section.raw);
      if (rva < section.address || rva - section.address >= size) continue;
      const auto inside = rva - section.address;
      if (inside >= section.raw) return std::nullopt;
      return std::uint64_t{section.offset} + inside;
    }
    return std::nullopt;
  }

  [[nodiscard]] std::optional<std::string> name_at(std::uint32_t rva) const {
    const auto offset = offset_of(rva);
    if (!offset || *offset >= bytes.size()) return std::nullopt;
    const auto rest = bytes.subspan(*offset, std::min(longest_name, bytes.size() - *offset));
    const auto end = std::find(rest.begin(), rest.end(), std::uint8_t{0});
    if (end == rest.end()) return std::nullopt;
    return std::string(rest.begin(), end);
  }
};

bool contains(std::span<const std::uint8_t> bytes, std::string_view word) {
  return std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()).find(word) !=
         std::string_view::npos;
}

std::string wide(std::string_view word) {
  std::string result;
  for (const char c : word) result.append({c, '\0'});
  return result;
}

bool mentions(std::span<const std::uint8_t> bytes, std::string_view word) {
  return contains(bytes, word) || contains(bytes, wide(word));
}

struct Functions {
  std::size_t count{};
  bool dispatcher{};
  bool whole{true};
};

// The functions imported from one library: names, or ordinals where the top bit is set.
Functions functions_of(const Image& image, std::uint32_t table) {
  Functions found;
  const std::uint32_t step = image.wide ? 8 : 4;
  for (std::uint32_t i = 0; i < most_functions; ++i) {
    const auto offset = image.offset_of(table + i * step);
    const auto low = offset ? image.at<std::uint32_t>(*offset) : std::nullopt;
    const auto high = offset && image.wide ? image.at<std::uint32_t>(*offset + 4) : low;
    if (!low || !high) {
      found.whole = false;
      return found;
    }
    if (*low == 0 && *high == 0) return found;
    ++found.count;
    if ((*high & 0x80000000U) != 0) continue;
    const auto name = image.name_at(*low + 2);
    if (name && name->starts_with(dispatcher_name)) found.dispatcher = true;
  }
  found.whole = false;
  return found;
}

// Import descriptors end at one without a name or without a table of addresses; what the directory
// says about its size is not looked at by the loader either.
std::size_t read_imports(const Image& image, std::uint32_t directory, ProgramHeader& header) {
  std::size_t functions = 0;
  for (std::uint32_t i = 0; i < most_libraries; ++i) {
    const auto offset = image.offset_of(directory + i * 20);
    const auto names = offset ? image.at<std::uint32_t>(*offset) : std::nullopt;
    const auto name = offset ? image.at<std::uint32_t>(*offset + 12) : std::nullopt;
    const auto table = offset ? image.at<std::uint32_t>(*offset + 16) : std::nullopt;
    if (!names || !name || !table) return functions;
    if (*name == 0 || *table == 0) {
      header.whole = true;
      return functions;
    }
    const auto library = image.name_at(*name);
    if (!library) return functions;
    header.libraries.push_back(*library);
    const auto found = functions_of(image, *names != 0 ? *names : *table);
    functions += found.count;
    if (found.dispatcher) header.dispatcher = Dispatcher::imported;
    if (!found.whole) return functions;
  }
  return functions;
}

// What runs other code than its own says nothing by its own imports.
std::string runtime_of(const Image& image, const ProgramHeader& header, std::size_t functions) {
  for (const auto& library : header.libraries) {
    const auto name = lower(library);
    if (name == "mscoree.dll") return ".NET";
    if (name.starts_with("python")) return "Python";
    if (name == "jvm.dll") return "Java";
  }
  if (mentions(image.bytes, "hostfxr")) return ".NET";
  if (contains(image.bytes, "_MEIPASS") || contains(image.bytes, "Py_Initialize")) return "Python";
  if (mentions(image.bytes, "jvm.dll")) return "Java";
  constexpr std::size_t few = 12;  ///< a packer leaves what unpacks the rest, and little else
  return functions < few ? "a packer" : "";
}

void read_dispatcher(const Image& image, bool managed, bool cut, std::size_t functions,
                     ProgramHeader& header) {
  if (header.dispatcher == Dispatcher::imported) return;
  if (mentions(image.bytes, dispatcher_name)) {
    header.dispatcher = Dispatcher::mentioned;
    return;
  }
  header.runtime = managed ? ".NET" : runtime_of(image, header, functions);
  if (header.runtime.empty() && header.whole && !cut) header.dispatcher = Dispatcher::never;
}

bool read_sections(Image& image, std::uint64_t table, std::uint16_t count) {
  for (std::uint16_t i = 0; i < count; ++i) {
    const auto row = table + std::uint64_t{i} * 40;
    const auto size = image.at<std::uint32_t>(row + 8);
    const auto address = image.at<std::uint32_t>(row + 12);
    const auto raw = image.at<std::uint32_t>(row + 16);
    const auto offset = image.at<std::uint32_t>(row + 20);
    if (!size || !address || !raw || !offset) return false;
    // The loader rounds the offset down to a sector.
    image.sections.push_back({*address, *size, *offset & ~0x1FFU, *raw});
  }
  return true;
}

FileFormat other_format(std::span<const std::uint8_t> bytes) {
  if (bytes.empty()) return FileFormat::empty;
  const std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  if (text.starts_with("\x7f"
                       "ELF"))
    return FileFormat::elf;
  if (text.starts_with("#!")) return FileFormat::script;
  return text.starts_with("MZ") ? FileFormat::old_dos : FileFormat::unknown;
}

}  // namespace

ProgramHeader decode_program(std::span<const std::uint8_t> bytes, bool cut) {
  ProgramHeader header;
  header.format = other_format(bytes);
  if (header.format != FileFormat::old_dos) return header;
  Image image{bytes};
  const auto start = image.at<std::uint32_t>(0x3C);
  if (!start || image.at<std::uint32_t>(*start) != 0x00004550U) return header;
  const auto machine = image.at<std::uint16_t>(*start + 4ULL);
  const auto sections = image.at<std::uint16_t>(*start + 6ULL);
  const auto optional_size = image.at<std::uint16_t>(*start + 20ULL);
  const auto flags = image.at<std::uint16_t>(*start + 22ULL);
  const auto optional = *start + 24ULL;
  const auto magic = image.at<std::uint16_t>(optional);
  const auto header_size = image.at<std::uint32_t>(optional + 60);
  const auto subsystem = image.at<std::uint16_t>(optional + 68);
  if (!machine || !sections || !optional_size || !flags || !magic || !header_size || !subsystem)
    return header;
  image.wide = *magic == plus;
  image.header_size = *header_size;
  header.machine = *machine;
  header.gui = *subsystem == 2;
  header.format = (*flags & is_library) != 0 ? FileFormat::library
                  : *subsystem == 1          ? FileFormat::native
                                             : FileFormat::program;
  if (!read_sections(image, optional + *optional_size, *sections)) return header;
  const auto directories = optional + (image.wide ? 112 : 96);
  const auto count = image.at<std::uint32_t>(directories - 4).value_or(0);
  const auto directory = [&](std::uint32_t index) {
    return index < count ? image.at<std::uint32_t>(directories + 8ULL * index).value_or(0) : 0;
  };
  header.whole = directory(import_directory) == 0;
  std::size_t functions = 0;
  if (!header.whole) functions = read_imports(image, directory(import_directory), header);
  read_dispatcher(image, directory(managed_directory) != 0, cut, functions, header);
  return header;
}

std::string machine_name(std::uint16_t machine) {
  switch (machine) {
    case 0x014C:
      return "x86";
    case 0x8664:
      return "x64";
    case 0xAA64:
      return "ARM64";
    case 0x01C4:
      return "ARM";
    default:
      return fmt::format("machine 0x{:04X}", machine);
  }
}

bool can_run(std::uint16_t native, std::uint16_t machine) {
  constexpr std::uint16_t x86 = 0x014C, x64 = 0x8664, arm64 = 0xAA64, arm = 0x01C4;
  if (native == 0 || native == machine) return true;
  if (machine == x86) return native == x64 || native == arm64;
  return native == arm64 && (machine == x64 || machine == arm);
}

}  // namespace preflight::service
