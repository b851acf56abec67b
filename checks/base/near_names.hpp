// Which of the names there are did a person mean? Pure.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace preflight {

/// Levenshtein's distance: the fewest bytes to add, take away or replace that make `a` of `b`; more
/// than `most`, and not exact, where it is more.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most);

/// What can be offered. `shown` is what a person may have typed instead: a display name, an alias.
struct KnownName {
  std::string name{};
  std::string shown{};
};

/// The nearest of `known`, best first, at most `most`: the same letters in another case or with
/// other separators, then one within the other, then few edits away. Empty where none is near.
std::vector<KnownName> near_names(std::string_view typed, std::span<const KnownName> known,
                                  std::size_t most = 3);

}  // namespace preflight
