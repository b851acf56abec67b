#include "checks/imports/pieces.hpp"

#include <algorithm>
#include <span>

namespace preflight::imports {

namespace {

// What lies behind what was asked for is asked for next.
constexpr std::uint64_t least_read = 1024;
constexpr std::uint64_t usual_name = 64;

}  // namespace

Bytes Pieces::get(std::uint64_t offset, std::uint64_t size) {
  if (is_whole()) return slice(whole_, offset, size);
  if (offset >= size_) return {};
  const auto wanted = std::min(size, size_ - offset);
  for (std::size_t i = count_; i > 0; --i) {
    const auto& piece = pieces_[i - 1];
    if (offset < piece.offset) continue;
    const auto found = slice(piece.bytes, offset - piece.offset, wanted);
    if (found.size() == wanted) return found;
  }
  return read(offset, wanted);
}

Bytes Pieces::read(std::uint64_t offset, std::uint64_t size) {
  const auto wanted = std::min(std::max(size, least_read), size_ - offset);
  if (gave_up_ || count_ == pieces_.size() || wanted > room_.size() - used_) {
    gave_up_ = true;
    return {};
  }
  const auto to = std::span(room_).subspan(used_, static_cast<std::size_t>(wanted));
  if (!(*read_)(offset, to)) {
    gave_up_ = true;
    return {};
  }
  used_ += to.size();
  pieces_[count_++] = {offset, to};
  return to.first(static_cast<std::size_t>(size));
}

std::optional<std::string_view> Pieces::text(std::uint64_t offset, std::uint64_t end) {
  if (offset >= end) return std::nullopt;
  const auto most = std::min<std::uint64_t>(end - offset, longest_name);
  const auto near = text_at(get(offset, std::min(most, usual_name)), 0);
  return near || most <= usual_name ? near : text_at(get(offset, most), 0);
}

}  // namespace preflight::imports
