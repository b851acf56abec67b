// Zip archives in memory (PKWARE's APPNOTE.TXT), by zlib's minizip. Opens no file.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "report/finding.hpp"

namespace preflight::bundle {

struct ZipEntry {
  std::string name{};  ///< ASCII, folders by '/'
  std::string bytes{};
};

struct ZipError {
  std::string message{};  ///< "it is encrypted": what is wrong with the archive
};

/// No more of one file is unpacked.
inline constexpr std::size_t longest_zip_entry = std::size_t{256} << 20U;

/// Whether `bytes` begin as a zip with a file in it does.
bool looks_like_zip(std::string_view bytes);

/// The archive with these files, at least one, in their order. `time`: of all of them, shown as
/// UTC.
std::variant<std::string, ZipError> write_zip(const std::vector<ZipEntry>& entries, Timestamp time);

/// What the file `name` of the archive holds. Nothing else in the archive is unpacked, so that it
/// does not matter what other names are. An error where it is missing or there more than once, is
/// encrypted, damaged, or more than `longest`.
std::variant<std::string, ZipError> read_zip(std::string_view archive, const std::string& name,
                                             std::size_t longest = longest_zip_entry);

}  // namespace preflight::bundle
