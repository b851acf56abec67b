#include "cli/nearest.hpp"

#include <fmt/format.h>

#include "checks/base/near_names.hpp"

namespace preflight {

std::string_view nearest(std::string_view typed, std::span<const std::string_view> known) {
  std::string_view best;
  std::size_t fewest = typed.size() / 3 + 2;
  if (typed.size() > 64) return best;
  for (const auto word : known) {
    const auto distance = edit_distance(typed, word, fewest);
    if (distance >= fewest) continue;
    fewest = distance;
    best = word;
  }
  return best;
}

std::string did_you_mean(std::string_view typed, std::span<const std::string_view> known) {
  const auto word = nearest(typed, known);
  return word.empty() ? std::string{} : fmt::format(" (did you mean '{}'?)", word);
}

}  // namespace preflight
