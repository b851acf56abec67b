#include "checks/imports/elf.hpp"
#include "checks/imports/elf_symbols.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(elf) {
  using namespace preflight::imports::elf;
  const auto result = decode({data, size});
  const auto* image = std::get_if<Image>(&result);
  if (image == nullptr) return 0;
  (void)version_needs(*image);
  const auto definitions = version_definitions(*image);
  const SymbolTable table(*image, definitions);
  for (const auto& symbol : needed_symbols(*image).symbols)
    (void)table.defines(symbol.name, symbol.version, gnu_hash(symbol.name));
  return 0;
}
