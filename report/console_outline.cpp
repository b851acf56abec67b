#include "report/console_outline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace preflight {

namespace {

constexpr std::size_t deepest_drawn = 40;

// A line is the last of its kind where none of the same depth comes before a lesser one.
std::vector<bool> last_of_their_kind(const Outline& outline) {
  std::vector<bool> last(outline.size(), true);
  std::vector<bool> open;  // by depth: a brother comes below
  for (std::size_t i = outline.size(); i-- > 0;) {
    const auto depth = outline[i].depth;
    last[i] = depth >= open.size() || !open[depth];
    open.resize(depth + 1, false);
    open[depth] = true;
  }
  return last;
}

Ink ink_of(Severity tone) {
  if (tone == Severity::info) return Ink::plain;
  return tone == Severity::blocker ? Ink::red : Ink::yellow;
}

}  // namespace

void write_outline(Page& page, std::size_t indent, const Outline& outline) {
  const auto last = last_of_their_kind(outline);
  std::vector<bool> ended;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const auto& [depth, text, note, tone] = outline[i];
    ended.resize(depth + 1, false);
    ended[depth] = last[i];
    std::string lead;
    for (std::size_t k = 1; k < std::min(depth, deepest_drawn); ++k)
      lead += ended[k] ? "   " : page.mark("│  ", "|  ");
    // What is wrapped stands beside the lines that lead on to brothers.
    auto rest = lead;
    if (depth > 0) rest += last[i] ? "   " : page.mark("│  ", "|  ");
    if (depth > 0) lead += last[i] ? page.mark("└─ ", "`- ") : page.mark("├─ ", "|- ");
    const auto shown = note.empty() ? text : fmt::format("{}  {}", text, note);
    page.branch(indent, lead, rest, Ink::dim, shown, ink_of(tone));
  }
}

}  // namespace preflight
