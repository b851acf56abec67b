// The bytes that a decoder asks for, of a file that is in memory as a whole or that is read piece
// by piece. Of a library little is read, in three or four places: to map it and to fetch its pages
// costs twice as much as to read those.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "checks/imports/bytes.hpp"

namespace preflight::imports {

class Pieces {
 public:
  explicit Pieces(Bytes whole) : whole_(whole), size_(whole.size()) {}
  /// `read` must outlive this; `size` is the file's, in bytes.
  Pieces(const ReadAt& read, std::uint64_t size) : read_(&read), size_(size) {}
  Pieces(const Pieces&) = delete;
  Pieces& operator=(const Pieces&) = delete;

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] bool is_whole() const { return read_ == nullptr; }

  /// At most `size` bytes from `offset` on, as `slice` of the whole has them. They live as long as
  /// this does.
  Bytes get(std::uint64_t offset, std::uint64_t size);

  /// Text up to a zero byte before `end`; nothing where none comes within `longest_name`.
  std::optional<std::string_view> text(std::uint64_t offset, std::uint64_t end);

  /// More was asked for than is worth reading in pieces, or it could not be read: what was decoded
  /// is worth nothing, and the whole file is wanted. Never of a whole.
  [[nodiscard]] bool gave_up() const { return gave_up_; }

 private:
  struct Piece {
    std::uint64_t offset{};
    Bytes bytes{};
  };
  Bytes read(std::uint64_t offset, std::uint64_t size);

  Bytes whole_{};
  const ReadAt* read_{};
  std::uint64_t size_;
  std::array<Piece, 16> pieces_{};
  std::size_t count_{};
  std::size_t used_{};  ///< of the room
  bool gave_up_{};
  std::array<std::uint8_t, 32768> room_;
};

}  // namespace preflight::imports
