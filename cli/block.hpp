// Lines at the foot of a terminal that are drawn over again and again. What stood above them stays.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "cli/app.hpp"
#include "report/page.hpp"

namespace preflight {

/// Cleaned text in one ink.
struct Piece {
  std::string text{};
  Ink ink{Ink::plain};
};

using Row = std::vector<Piece>;

/// Where the stream is a terminal that understands ANSI sequences (Stream::colors); no other may be
/// given one. The cursor stays visible, so that however the program ends the terminal is in order.
class Block {
 public:
  /// `color`: whether inks are to be seen.
  explicit Block(const Stream& stream, bool color = false);

  [[nodiscard]] StreamSize size() const;  ///< of the terminal, as it is now

  /// In the place of what was drawn before, in one write; each row is cut to the width. Where there
  /// are more rows than the terminal has, the last line tells how many. False: it cannot be
  /// written.
  bool draw(std::span<const Row> rows);

  void wipe();   ///< nothing of it stays
  bool leave();  ///< it stays, and the next draw begins a new block below

 private:
  [[nodiscard]] std::string fitted(const Row& row, std::size_t columns, std::size_t& used) const;

  const Stream& stream_;
  bool color_;
  std::size_t drawn_ = 0;   ///< lines on the terminal
  std::size_t widest_ = 0;  ///< columns of the widest of them
};

}  // namespace preflight
