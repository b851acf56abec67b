#include "checks/service/systemd_program.hpp"

#include <cstdint>

#include "checks/base/text.hpp"

namespace preflight::service {

namespace {

/// A number of `size` bytes at `at`, in the order of the file; 0 where it lies outside of the
/// bytes.
std::uint64_t number_at(std::string_view bytes, std::uint64_t at, std::size_t size, bool big) {
  if (at > bytes.size() || bytes.size() - at < size) return 0;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < size; ++i) {
    const auto offset = static_cast<std::size_t>(at) + (big ? i : size - 1 - i);
    value = value << 8 | static_cast<unsigned char>(bytes[offset]);
  }
  return value;
}

// elf(5): the program header of type PT_INTERP (3) names the loader.
std::string elf_interpreter(std::string_view bytes) {
  constexpr std::uint64_t pt_interp = 3;
  const bool wide = bytes.size() > 4 && bytes[4] == 2, big = bytes.size() > 5 && bytes[5] == 2;
  const auto word = [&](std::uint64_t at) { return number_at(bytes, at, wide ? 8 : 4, big); };
  const auto half = [&](std::uint64_t at) { return number_at(bytes, at, 2, big); };
  const auto first = word(wide ? 32 : 28);
  const auto size = half(wide ? 54 : 42), count = half(wide ? 56 : 44);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto header = first + i * size;
    if (header >= bytes.size()) break;
    if (number_at(bytes, header, 4, big) != pt_interp) continue;
    const auto offset = word(header + (wide ? 8 : 4)), length = word(header + (wide ? 32 : 16));
    if (offset > bytes.size()) break;
    const auto text =
        bytes.substr(static_cast<std::size_t>(offset), static_cast<std::size_t>(length));
    return std::string(text.substr(0, text.find('\0')));
  }
  return {};
}

}  // namespace

ProgramHead decode_program_head(std::string_view bytes) {
  ProgramHead head;
  head.elf = bytes.starts_with(
      "\x7f"
      "ELF");
  head.script = bytes.starts_with("#!");
  if (head.elf) head.interpreter = elf_interpreter(bytes);
  if (!head.script) return head;
  auto line = bytes.substr(2, bytes.find('\n') - 2);
  head.carriage_return = line.ends_with('\r') && line.size() + 2 < bytes.size();
  if (line.ends_with('\r')) line.remove_suffix(1);
  line = trim(line);
  head.interpreter = line.substr(0, line.find_first_of(" \t"));
  // The kernel takes the carriage return for a part of the name, or of its one argument.
  if (line.find_first_of(" \t") != std::string_view::npos) head.carriage_return = false;
  return head;
}

}  // namespace preflight::service
