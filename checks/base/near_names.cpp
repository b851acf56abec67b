#include "checks/base/near_names.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "checks/base/text.hpp"

namespace preflight {

// One row of the table at a time.
std::size_t edit_distance(std::string_view a, std::string_view b, std::size_t most) {
  const auto apart = a.size() > b.size() ? a.size() - b.size() : b.size() - a.size();
  if (apart > most) return most + 1;
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    std::size_t least = i;
    for (std::size_t k = 1; k <= b.size(); ++k) {
      const auto replaced = diagonal + (a[i - 1] == b[k - 1] ? 0 : 1);
      diagonal = row[k];
      row[k] = std::min({replaced, row[k] + 1, row[k - 1] + 1});
      least = std::min(least, row[k]);
    }
    if (least > most) return most + 1;
  }
  return row.back();
}

namespace {

constexpr std::size_t longest = 256;  ///< a service's name has at most 256 characters
constexpr std::size_t too_far = 1000;

// Only what tells names apart: "My-Server API" and "myserverapi" are one.
std::string bare(std::string_view text) {
  std::string kept;
  for (const char c : lower(text.substr(0, longest)))
    if ((c >= 'a' && c <= 'z') || is_digit(c) || (c & 0x80) != 0) kept += c;
  return kept;
}

// 0 is the same, more is further; `too_far` is none.
std::size_t distance(std::string_view typed, std::string_view name) {
  if (name.empty() || typed.empty()) return too_far;
  if (typed == name) return 0;
  constexpr std::size_t least_part = 4;  ///< a shorter part says nothing: "svc" is in everything
  if (std::min(typed.size(), name.size()) >= least_part &&
      (name.find(typed) != std::string_view::npos || typed.find(name) != std::string_view::npos))
    return 1;
  const auto most = typed.size() / 4 + 1;
  const auto count = edit_distance(typed, name, most);
  return count <= most ? count + 1 : too_far;
}

}  // namespace

std::vector<KnownName> near_names(std::string_view typed, std::span<const KnownName> known,
                                  std::size_t most) {
  const auto wanted = bare(typed);
  std::vector<std::pair<std::size_t, const KnownName*>> found;
  for (const auto& one : known) {
    const auto by_name = distance(wanted, bare(one.name));
    const auto by_shown = distance(wanted, bare(one.shown));
    if (const auto best = std::min(by_name, by_shown); best < too_far)
      found.emplace_back(best, &one);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<KnownName> names;
  for (std::size_t i = 0; i < std::min(most, found.size()); ++i) names.push_back(*found[i].second);
  return names;
}

}  // namespace preflight
