#include "cli/block.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/clean.hpp"

namespace preflight {

namespace {

// As much of the cleaned text as the columns hold.
std::string_view cut(std::string_view text, std::size_t columns) {
  while (!text.empty() && display_width(text) > columns) {
    auto end = text.size() - 1;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
    text = text.substr(0, end);
  }
  return text;
}

}  // namespace

Block::Block(const Stream& stream, bool color) : stream_(stream), color_(color) {}

StreamSize Block::size() const {
  return stream_.size_now ? stream_.size_now() : StreamSize{stream_.width, stream_.height};
}

// The last column stays free: what fills it, some terminals break.
std::string Block::fitted(const Row& row, std::size_t columns, std::size_t& used) const {
  std::string line;
  used = 0;
  for (const auto& piece : row) {
    const auto text = cut(piece.text, columns - std::min(columns, used + 1));
    used += display_width(text);
    line += color_ ? painted(text, piece.ink) : std::string(text);
    if (text.size() < piece.text.size()) break;
  }
  return line;
}

// What has scrolled off the top cannot be drawn over, so that no more lines are drawn than there
// are. Nor can what a terminal that became smaller has broken or pushed out: a new block is begun.
bool Block::draw(std::span<const Row> rows) {
  const auto [width, height] = size();
  const auto room = std::max<std::size_t>(height, 2) - 1;
  std::string text;
  if (drawn_ > room || widest_ >= width) {
    text = "\r\n";
    drawn_ = 0;
  }
  widest_ = 0;
  const auto shown = rows.size() <= room ? rows.size() : room - 1;
  text += drawn_ > 1 ? fmt::format("\r\x1b[{}A", drawn_ - 1) : std::string("\r");
  const auto put = [&, columns = width](const Row& row, bool first) {
    std::size_t used = 0;
    text += (first ? "" : "\r\n") + fitted(row, columns, used) + "\x1b[K";
    widest_ = std::max(widest_, used);
  };
  for (std::size_t i = 0; i < shown; ++i) put(rows[i], i == 0);
  if (shown < rows.size()) put({{fmt::format("  and {} more", rows.size() - shown)}}, shown == 0);
  const auto lines = std::min(rows.size(), room);
  if (lines < drawn_) text += "\x1b[J";
  drawn_ = lines;
  return stream_.write(text);
}

void Block::wipe() {
  if (drawn_ > 1) stream_.write(fmt::format("\r\x1b[{}A\x1b[J", drawn_ - 1));
  if (drawn_ == 1) stream_.write("\r\x1b[J");
  drawn_ = widest_ = 0;
}

bool Block::leave() {
  const bool written = drawn_ == 0 || stream_.write("\r\n");
  drawn_ = widest_ = 0;
  return written;
}

}  // namespace preflight
