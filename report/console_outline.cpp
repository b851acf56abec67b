#include "report/console_outline.hpp"

#include <algorithm>
#include <cstddef>
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
  page.expect(outline.size());
  std::vector<Twig> above;  // by depth, from 1 on: what is left of it on the lines below
  std::vector<Twig> twigs;
  for (std::size_t i = 0; i < outline.size(); ++i) {
    const auto& [depth, text, note, tone] = outline[i];
    above.resize(depth, Twig::rail);
    twigs.assign(above.begin(), above.begin() + static_cast<std::ptrdiff_t>(
                                                    std::min(above.size(), deepest_drawn)));
    if (depth > 0) {
      above[depth - 1] = last[i] ? Twig::none : Twig::rail;
      twigs.back() = last[i] ? Twig::corner : Twig::fork;
    }
    auto shown = text;
    if (!note.empty()) shown.append("  ").append(note);
    page.branch(indent, twigs, shown, ink_of(tone));
  }
}

}  // namespace preflight
