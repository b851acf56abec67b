// The write-ahead log, "-wal" (sqlite.org/fileformat2.html, section 4). Decoder, fed piece by piece
// so that a log of any size needs one frame of memory.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>

#include "checks/database/bytes.hpp"

namespace preflight::database {

inline constexpr std::size_t wal_header_size = 32;
inline constexpr std::size_t wal_frame_header_size = 24;
inline constexpr std::uint32_t wal_version = 3007000;  ///< of the log and of its index

struct WalHeader {
  bool big_endian_checksums{};
  std::uint32_t page_size{};
  std::uint32_t checkpoint{};  ///< how often the log was started anew
  std::uint32_t salt1{}, salt2{};
  std::uint32_t checksum1{}, checksum2{};
};

/// Nothing where recovery would ignore the whole log: too short, wrong magic, version, page size or
/// checksum.
std::optional<WalHeader> decode_wal_header(Bytes bytes);

/// Walks the chain of frames as recovery does (wal.c, walIndexRecover) and stops where it stops.
class WalChain {
 public:
  explicit WalChain(const WalHeader& header);

  /// Header and page of the next frame. False where it does not belong to the chain (another salt,
  /// a wrong checksum, too short): recovery ends before it.
  bool add(Bytes frame);

  [[nodiscard]] std::size_t frame_size() const { return wal_frame_header_size + page_size_; }
  [[nodiscard]] std::uint64_t frames() const { return frames_; }
  [[nodiscard]] std::uint64_t committed() const { return committed_; }  ///< frames up to a commit
  [[nodiscard]] std::uint32_t pages() const { return pages_; }  ///< of the database, last commit

 private:
  WalHeader header_;
  std::size_t page_size_;
  std::uint32_t sum1_, sum2_;
  std::uint64_t frames_{};
  std::uint64_t committed_{};
  std::uint32_t pages_{};
};

/// What recovery would find in a log.
struct WalContent {
  bool valid{};      ///< its header is sound
  bool committed{};  ///< there is at least one commit to put into the database
  bool cut_short{};  ///< no commit within the bytes that were read, and more follow
  std::uint32_t page_size{};
};

/// Reads up to the first commit, at most `most` bytes. `read` fills a span from an offset and gives
/// how many bytes there were.
WalContent scan_wal(
    const std::function<std::size_t(std::uint64_t offset, std::span<std::uint8_t> into)>& read,
    std::uint64_t most);

}  // namespace preflight::database
