// Which kind of machine an ELF file is for.
#include <fmt/format.h>

#include "checks/imports/elf.hpp"

namespace preflight::imports::elf {

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

}  // namespace preflight::imports::elf
