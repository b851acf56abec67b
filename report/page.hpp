// Lines of text for a terminal: colour, wrapping, marks. Knows nothing of reports.
#pragma once

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace preflight {

enum class Ink { plain, bold, dim, red, yellow, green, cyan };

/// What stands before a line of a tree, for each level of it: nothing, a line that leads on to
/// brothers below, a brother, the last one.
enum class Twig { none, rail, fork, corner };

/// With the ANSI sequences of the ink around it.
std::string painted(std::string_view text, Ink ink);

/// Broken at blanks into lines of at most `width` columns, at least one. A word that is longer
/// stands alone and is not cut, so that a path or a command can still be copied.
std::vector<std::string> wrapped(std::string_view cleaned, std::size_t width);

/// Gathers cleaned and wrapped lines. Everything handed in is cleaned here, so no caller can
/// forget.
class Page {
 public:
  struct Style {
    bool color{};
    bool unicode{true};
    std::size_t width{80};  ///< columns; less than 40 is taken as 40
  };

  explicit Page(const Style& style);

  /// `lead` (drawn in `ink`) and `text`, wrapped at the page's width; lines after the first are
  /// indented by the width of indent and lead.
  void line(std::size_t indent, std::string_view lead, Ink ink, std::string_view text,
            Ink text_ink = Ink::plain);

  /// Likewise, a line of a tree: `twigs` are drawn before the text, and go on beside it where it is
  /// wrapped.
  void branch(std::size_t indent, std::span<const Twig> twigs, std::string_view text, Ink text_ink);

  /// `lead` in its ink, `head` as it is, and `text` in a column of its own beside them; below them
  /// where there is too little room for a column.
  void row(std::size_t indent, std::string_view lead, Ink ink, std::string_view head,
           std::string_view text);

  /// A line whose lead is padded to `columns`, so that what follows stands in a column.
  void field(std::size_t indent, std::string_view label, std::size_t columns, std::string_view text,
             Ink text_ink = Ink::plain);

  /// One line that is never broken: a command, to be copied whole.
  void verbatim(std::size_t indent, std::string_view text);

  void blank();

  [[nodiscard]] std::string_view mark(std::string_view unicode, std::string_view ascii) const {
    return style_.unicode ? unicode : ascii;
  }
  /// `text` as it will stand on the page, with blanks up to `columns`.
  [[nodiscard]] std::string padded(std::string_view text, std::size_t columns) const;
  [[nodiscard]] std::size_t columns_of(std::string_view text) const;

  /// About so many lines come.
  void expect(std::size_t lines) {
    constexpr std::size_t usual_length = 64, most = std::size_t{1} << 20;
    out_.reserve(out_.size() + std::min(lines * usual_length, most));
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  [[nodiscard]] std::string cleaned(std::string_view text) const;
  void paint(std::string_view text, Ink ink);
  void draw(std::span<const Twig> twigs, bool goes_on);
  [[nodiscard]] std::size_t room_behind(std::size_t columns) const;

  Style style_;
  std::string out_;
};

}  // namespace preflight
