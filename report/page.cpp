#include "report/page.hpp"

#include <algorithm>

#include "report/clean.hpp"

namespace preflight {

namespace {

std::string_view code_of(Ink ink) {
  constexpr std::string_view codes[] = {"", "1", "2", "1;31", "33", "32", "36"};
  return codes[static_cast<std::size_t>(ink)];
}

}  // namespace

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
  if (!text.starts_with(' ') && !text.ends_with(' ') && display_width(text) <= width)
    return {std::string(text)};
  std::vector<std::string> lines{""};
  std::size_t used = 0;
  while (!text.empty()) {
    const auto stop = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, stop);
    const auto columns = display_width(word);
    if (used > 0 && used + 1 + columns > width) {
      lines.back().resize(lines.back().find_last_not_of(' ') + 1);
      lines.emplace_back();
      used = 0;
    }
    if (used > 0) lines.back() += ' ';
    lines.back() += word;
    used += columns + (used > 0 ? 1 : 0);
    text.remove_prefix(std::min(stop + 1, text.size()));
  }
  return lines;
}

std::string painted(std::string_view text, Ink ink) {
  const auto code = code_of(ink);
  if (code.empty() || text.empty()) return std::string(text);
  std::string result = "\x1b[";
  return result.append(code).append("m").append(text).append("\x1b[0m");
}

Page::Page(const Style& style) : style_(style) {
  style_.width = std::max<std::size_t>(style_.width, 40);
}

std::string Page::cleaned(std::string_view text) const {
  return style_.unicode ? clean(text) : clean_ascii(text);
}

void Page::paint(std::string_view text, Ink ink) {
  if (style_.color)
    out_ += painted(text, ink);
  else
    out_ += text;
}

void Page::line(std::size_t indent, std::string_view lead, Ink ink, std::string_view text,
                Ink text_ink) {
  const auto front = cleaned(lead);
  const auto columns = display_width(front);
  const auto lines = wrapped(cleaned(text), room_behind(indent + columns));
  out_.append(indent, ' ');
  paint(front, ink);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) out_.append(indent + columns, ' ');
    paint(lines[i], text_ink);
    out_ += '\n';
  }
}

std::size_t Page::room_behind(std::size_t columns) const {
  constexpr std::size_t least = 20;
  return style_.width > columns + least ? style_.width - columns : least;
}

// The marks are our own: there is nothing to clean.
void Page::draw(std::span<const Twig> twigs, bool goes_on) {
  std::string drawn;
  for (const auto twig : twigs) {
    const bool rail = twig == Twig::rail || (goes_on && twig == Twig::fork);
    const bool none = twig == Twig::none || (goes_on && twig == Twig::corner);
    drawn += none                 ? "   "
             : rail               ? mark("│  ", "|  ")
             : twig == Twig::fork ? mark("├─ ", "|- ")
                                  : mark("└─ ", "`- ");
  }
  paint(drawn, Ink::dim);
}

void Page::branch(std::size_t indent, std::span<const Twig> twigs, std::string_view text,
                  Ink text_ink) {
  constexpr std::size_t columns_of_twig = 3;
  const auto lines = wrapped(cleaned(text), room_behind(indent + twigs.size() * columns_of_twig));
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out_.append(indent, ' ');
    draw(twigs, i > 0);
    paint(lines[i], text_ink);
    out_ += '\n';
  }
}

void Page::row(std::size_t indent, std::string_view lead, Ink ink, std::string_view head,
               std::string_view text) {
  constexpr std::size_t least_room = 24;
  const auto front = cleaned(lead), middle = cleaned(head), last = cleaned(text);
  const auto used = indent + display_width(front) + display_width(middle);
  const auto room = style_.width > used ? style_.width - used : 0;
  if (room < std::min(least_room, display_width(last))) {
    line(indent, lead, ink, head.substr(0, head.find_last_not_of(' ') + 1));
    return line(indent + display_width(front), "", Ink::plain, text);
  }
  const auto lines = wrapped(last, room);
  out_.append(indent, ' ');
  paint(front, ink);
  out_ += middle;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i > 0) out_.append(used, ' ');
    out_.append(lines[i]).append("\n");
  }
}

void Page::field(std::size_t indent, std::string_view label, std::size_t columns,
                 std::string_view text, Ink text_ink) {
  line(indent, padded(label, columns), Ink::dim, text, text_ink);
}

void Page::verbatim(std::size_t indent, std::string_view text) {
  out_.append(indent, ' ');
  paint(cleaned(text), Ink::bold);
  out_ += '\n';
}

std::string Page::padded(std::string_view text, std::size_t columns) const {
  auto shown = cleaned(text);
  const auto used = display_width(shown);
  if (used < columns) shown.append(columns - used, ' ');
  return shown;
}

std::size_t Page::columns_of(std::string_view text) const { return display_width(cleaned(text)); }

void Page::blank() { out_ += '\n'; }

}  // namespace preflight
