#include "checks/imports/elf.hpp"
#include "checks/imports/elf_symbols.hpp"
#include "tests/fuzz/target.hpp"
#include "tests/support/read_of.hpp"

namespace preflight::imports::elf {

namespace {

/// Read in pieces it says the same, or nothing; with text of its own, too.
bool is_same_in_pieces(Bytes whole, const std::variant<Image, Fault>& result) {
  const auto read = test::read_of(whole);
  Pieces pieces(read, whole.size());
  auto decoded = decode(pieces);
  if (pieces.gave_up()) return true;
  if (decoded != result) return false;
  auto* image = std::get_if<Image>(&decoded);
  const auto texts = image != nullptr ? own_texts(*image) : nullptr;
  return decoded == result;
}

}  // namespace

}  // namespace preflight::imports::elf

FUZZ_TARGET(elf) {
  using namespace preflight::imports;
  using namespace preflight::imports::elf;
  const Bytes whole(data, size);
  const auto result = decode(whole);
  if (!is_same_in_pieces(whole, result)) __builtin_trap();
  const auto* image = std::get_if<Image>(&result);
  if (image == nullptr) return 0;
  const SymbolTable table(*image, whole);
  for (const auto& symbol : needed_symbols(*image, whole).symbols)
    (void)table.defines(symbol.name, symbol.version, gnu_hash(symbol.name));
  return 0;
}
