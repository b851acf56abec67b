#include "checks/imports/pe.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(pe) {
  using namespace preflight::imports::pe;
  const auto result = decode({data, size});
  const auto* image = std::get_if<Image>(&result);
  if (image == nullptr) return 0;
  const auto imports = decode_imports(*image);
  const Exports exports(*image);
  for (std::uint32_t i = 0; i < exports.name_count() && i < 64; ++i)
    (void)exports.find(exports.name_at(i));
  for (const auto& import : imports.libraries)
    for (const auto& symbol : import.symbols) {
      const auto found = symbol.name.empty() ? exports.find_ordinal(symbol.ordinal)
                                             : exports.find(symbol.name, symbol.hint);
      if (found) (void)parse_forwarder(found->forwarder);
    }
  (void)dependent_load_flags(*image);
  (void)find_manifest(*image);
  (void)find_version(*image);
  return 0;
}
