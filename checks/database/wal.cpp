#include "checks/database/wal.hpp"

#include <vector>

namespace preflight::database {

namespace {

constexpr std::uint32_t magic_little = 0x377f0682;
constexpr std::uint32_t magic_big = 0x377f0683;

struct Checksum {
  std::uint32_t first{}, second{};
};

// Fibonacci-weighted sum over pairs of words; `bytes` is a multiple of 8 long.
Checksum add_to(Checksum sum, Bytes bytes, bool big_endian) {
  const auto word = [&](std::size_t at) {
    return *(big_endian ? big_u32(bytes, at) : little_u32(bytes, at));
  };
  for (std::size_t at = 0; at + 8 <= bytes.size(); at += 8) {
    sum.first += word(at) + sum.second;
    sum.second += word(at + 4) + sum.first;
  }
  return sum;
}

bool possible_page_size(std::uint32_t size) {
  return size >= 512 && size <= 65536 && (size & (size - 1)) == 0;
}

}  // namespace

std::optional<WalHeader> decode_wal_header(Bytes bytes) {
  if (bytes.size() < wal_header_size) return std::nullopt;
  const auto magic = *big_u32(bytes, 0);
  if (magic != magic_little && magic != magic_big) return std::nullopt;
  if (*big_u32(bytes, 4) != wal_version) return std::nullopt;
  WalHeader header;
  header.big_endian_checksums = magic == magic_big;
  header.page_size = *big_u32(bytes, 8);
  header.checkpoint = *big_u32(bytes, 12);
  header.salt1 = *big_u32(bytes, 16);
  header.salt2 = *big_u32(bytes, 20);
  header.checksum1 = *big_u32(bytes, 24);
  header.checksum2 = *big_u32(bytes, 28);
  if (!possible_page_size(header.page_size)) return std::nullopt;
  const auto sum = add_to({}, bytes.first(24), header.big_endian_checksums);
  if (sum.first != header.checksum1 || sum.second != header.checksum2) return std::nullopt;
  return header;
}

WalChain::WalChain(const WalHeader& header)
    : header_(header),
      page_size_(header.page_size),
      sum1_(header.checksum1),
      sum2_(header.checksum2) {}

bool WalChain::add(Bytes frame) {
  if (frame.size() < frame_size()) return false;
  if (*big_u32(frame, 8) != header_.salt1 || *big_u32(frame, 12) != header_.salt2) return false;
  if (*big_u32(frame, 0) == 0) return false;  // there is no page 0
  auto sum = add_to({sum1_, sum2_}, frame.first(8), header_.big_endian_checksums);
  sum = add_to(sum, frame.subspan(wal_frame_header_size, page_size_), header_.big_endian_checksums);
  if (*big_u32(frame, 16) != sum.first || *big_u32(frame, 20) != sum.second) return false;
  sum1_ = sum.first;
  sum2_ = sum.second;
  ++frames_;
  if (const auto pages = *big_u32(frame, 4); pages != 0) {
    committed_ = frames_;
    pages_ = pages;
  }
  return true;
}

WalContent scan_wal(
    const std::function<std::size_t(std::uint64_t offset, std::span<std::uint8_t> into)>& read,
    std::uint64_t most) {
  WalContent content;
  std::vector<std::uint8_t> bytes(wal_header_size);
  bytes.resize(read(0, bytes));
  const auto header = decode_wal_header(bytes);
  if (!header) return content;
  content.valid = true;
  content.page_size = header->page_size;
  WalChain chain(*header);
  bytes.resize(chain.frame_size());
  for (std::uint64_t at = wal_header_size; chain.committed() == 0; at += bytes.size()) {
    if (at > most) {
      content.cut_short = true;
      break;
    }
    if (read(at, bytes) < bytes.size() || !chain.add(bytes)) break;
  }
  content.committed = chain.committed() > 0;
  return content;
}

}  // namespace preflight::database
