// The first bytes of a program: what must run it. execve(2), elf(5). Pure; fuzzed.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace preflight::service {

struct ProgramHead {
  bool script{};  ///< begins with "#!"
  bool elf{};
  std::string interpreter{};  ///< of a script, or of a dynamic ELF file; empty: it needs none
  bool carriage_return{};     ///< the "#!" line ends in CR LF
};

/// `bytes`: the beginning of the file, enough for its "#!" line or its program headers.
ProgramHead decode_program_head(std::string_view bytes);

}  // namespace preflight::service
