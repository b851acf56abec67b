#include "report/html_tree.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/html_finding.hpp"
#include "report/markup.hpp"

namespace preflight {

namespace {

// Browsers nest elements to some 512; three are a level.
constexpr std::size_t deepest_nested = 120;

std::size_t depth_of(const OutlineLine& line) { return std::min(line.depth, deepest_nested); }

// Whether a line, or one below it, says that something is wrong.
std::vector<bool> leads_to_trouble(const Outline& outline) {
  std::vector<bool> result(outline.size());
  std::vector<bool> below(deepest_nested + 2);  // by depth: trouble further down, of one parent
  for (std::size_t i = outline.size(); i-- > 0;) {
    const auto depth = depth_of(outline[i]);
    result[i] = outline[i].tone != Severity::info || below[depth + 1];
    std::fill(below.begin() + static_cast<std::ptrdiff_t>(depth) + 1, below.end(), false);
    if (result[i]) below[depth] = true;
  }
  return result;
}

std::string label(const OutlineLine& line) {
  std::string text;
  if (line.tone != Severity::info)
    text = fmt::format("<span class=\"sign {}\">{}</span> ", html_class(line.tone),
                       line.tone == Severity::blocker ? "blocker" : "warning");
  text += html_element("span", "node", line.text);
  if (!line.note.empty()) text += ' ' + html_element("span", "note", line.note);
  return text;
}

}  // namespace

std::string html_tree(const Outline& outline) {
  if (outline.empty()) return {};
  const auto trouble = leads_to_trouble(outline);
  std::string text = "<ul class=\"tree\">\n";
  std::vector<bool> folds;  // of the open items, by depth: whether a list stands in them
  const auto close_to = [&](std::size_t depth) {
    for (; folds.size() > depth; folds.pop_back())
      text += folds.back() ? "</ul></details></li>\n" : "</li>\n";
  };
  for (std::size_t i = 0; i < outline.size(); ++i) {
    // A line is at most one level below the one before it.
    const auto depth = std::min(depth_of(outline[i]), folds.size());
    close_to(depth);
    const bool parent = i + 1 < outline.size() && depth_of(outline[i + 1]) > depth_of(outline[i]);
    if (parent)
      text += fmt::format("<li><details{}><summary>{}</summary><ul>\n",
                          depth == 0 || trouble[i] ? " open" : "", label(outline[i]));
    else
      text += fmt::format("<li><div class=\"leaf\">{}</div>", label(outline[i]));
    folds.push_back(parent);
  }
  close_to(0);
  return text + "</ul>\n";
}

}  // namespace preflight
