#include "checks/service/program_header.hpp"

#include <fmt/format.h>

#include "checks/base/text.hpp"
#include "checks/imports/pe.hpp"
#include "checks/service/command_line.hpp"

namespace preflight::service {

namespace {

namespace pe = imports::pe;
using imports::Bytes;

constexpr std::string_view dispatcher_name = "StartServiceCtrlDispatcher";

std::string_view text_of(Bytes bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string wide(std::string_view word) {
  std::string result;
  for (const char c : word) result.append({c, '\0'});
  return result;
}

bool contains(Bytes bytes, std::string_view word) {
  return text_of(bytes).find(word) != std::string_view::npos;
}

bool mentions(Bytes bytes, std::string_view word) {
  return contains(bytes, word) || contains(bytes, wide(word));
}

std::size_t count_functions(const pe::Imports& imports) {
  std::size_t count = 0;
  for (const auto& import : imports.libraries) count += import.symbols.size();
  return count;
}

bool imports_dispatcher(const pe::Imports& imports) {
  for (const auto& import : imports.libraries)
    for (const auto& symbol : import.symbols)
      if (symbol.name.starts_with(dispatcher_name)) return true;
  return false;
}

// What runs other code than its own says nothing by its own imports.
std::string runtime_of(const pe::Image& image, const ProgramHeader& header, std::size_t functions) {
  if (image.is_managed) return ".NET";
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

void read_dispatcher(const pe::Image& image, const pe::Imports& imports, ProgramHeader& header) {
  if (imports_dispatcher(imports)) {
    header.dispatcher = Dispatcher::imported;
    return;
  }
  if (mentions(image.bytes, dispatcher_name)) {
    header.dispatcher = Dispatcher::mentioned;
    return;
  }
  header.runtime = runtime_of(image, header, count_functions(imports));
  if (header.runtime.empty() && header.whole) header.dispatcher = Dispatcher::never;
}

FileFormat other_format(Bytes bytes) {
  const auto text = text_of(bytes);
  if (text.empty()) return FileFormat::empty;
  if (text.starts_with("\x7f"
                       "ELF"))
    return FileFormat::elf;
  if (text.starts_with("#!")) return FileFormat::script;
  return text.starts_with("MZ") ? FileFormat::old_dos : FileFormat::unknown;
}

}  // namespace

ProgramHeader decode_program(Bytes bytes) {
  ProgramHeader header;
  header.format = other_format(bytes);
  if (header.format != FileFormat::old_dos) return header;
  const auto decoded = pe::decode(bytes);
  const auto* image = std::get_if<pe::Image>(&decoded);
  if (image == nullptr) return header;
  header.machine = static_cast<std::uint16_t>(image->machine);
  header.gui = image->subsystem == pe::Subsystem::gui;
  header.format = image->is_library                           ? FileFormat::library
                  : image->subsystem == pe::Subsystem::native ? FileFormat::native
                                                              : FileFormat::program;
  const auto imports = pe::decode_imports(*image);
  header.whole = !imports.incomplete;
  for (const auto& import : imports.libraries) header.libraries.emplace_back(import.library);
  read_dispatcher(*image, imports, header);
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
