// Has a library what another asks it for?
#include <algorithm>

#include "checks/base/near_names.hpp"
#include "checks/imports/pe_closure.hpp"

namespace preflight::imports {

namespace {

constexpr std::size_t longest_compared = 128;

}  // namespace

const PeBindings::Binding& PeBindings::get(const PeFile& importer, std::size_t import,
                                           const PeFile& provider) {
  const auto* asks = &importer.imports.libraries[import];
  const auto key = std::make_pair(asks, &provider);
  {
    const std::lock_guard lock(mutex_);
    const auto found = known_.find(key);
    if (found != known_.end()) return *found->second;
  }
  auto binding = std::make_unique<Binding>();
  for (const auto& symbol : asks->symbols) {
    const auto found = symbol.name.empty() ? provider.exports.find_ordinal(symbol.ordinal)
                                           : provider.exports.find(symbol.name, symbol.hint);
    if (!found)
      binding->missing.push_back(&symbol);
    else if (!found->forwarder.empty())
      binding->forwarders.push_back(found->forwarder);
  }
  std::sort(binding->forwarders.begin(), binding->forwarders.end());
  binding->forwarders.erase(std::unique(binding->forwarders.begin(), binding->forwarders.end()),
                            binding->forwarders.end());
  const std::lock_guard lock(mutex_);
  return *known_.emplace(key, std::move(binding)).first->second;
}

std::string nearest_export(const pe::Exports& exports, std::string_view name) {
  if (name.empty() || name.size() > longest_compared) return {};
  std::size_t best = std::max<std::size_t>(name.size() / 4, 1);
  std::string nearest;
  for (std::uint32_t i = 0; i < exports.name_count(); ++i) {
    const auto other = exports.name_at(i);
    if (other.size() > longest_compared) continue;
    const auto edits = edit_distance(name, other, best);
    if (edits > best || (edits == best && !nearest.empty())) continue;
    best = edits;
    nearest = other;
  }
  return nearest;
}

}  // namespace preflight::imports
