// Builds the bytes of small ELF files of any class and byte order, so that a test shows what is
// fed. They have no section headers, as a stripped file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace preflight::test {

struct ElfVersionNeed {
  std::string file{}, version{};
  bool weak{};
};

/// A symbol of the file, or one that it asks others for.
struct ElfSymbol {
  std::string name{};
  bool defined{};
  bool weak{};
  std::uint16_t version{};  ///< index of a definition, from 1 on; of none: the file has no table
};

struct ElfRecipe {
  bool is_64_bit{true};
  bool big_endian{};
  std::uint16_t machine{62};  ///< EM_X86_64
  std::uint16_t type{3};      ///< ET_DYN
  std::optional<std::string> interpreter{};
  bool dynamic{true};
  std::vector<std::string> needed{};
  std::optional<std::string> soname{}, rpath{}, runpath{};
  std::uint64_t flags_1{};
  std::vector<ElfVersionNeed> version_needs{};
  std::vector<std::string> version_definitions{};  ///< the first is the name of the file itself
  std::vector<ElfSymbol> symbols{};                ///< found by a table of one bucket (DT_HASH)
};

std::string build_elf(const ElfRecipe& file);

}  // namespace preflight::test
