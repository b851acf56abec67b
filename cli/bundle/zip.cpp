#include "cli/bundle/zip.hpp"

#include <fmt/format.h>
#include <minizip/unzip.h>
#include <minizip/zip.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>

#include "cli/bundle/zip_memory.hpp"

namespace preflight::bundle {

namespace {

using namespace std::string_view_literals;

// A case has some dozen; more names than this are not gone through.
constexpr std::size_t most_entries = 65'536;
constexpr std::size_t piece = 65'536;

struct CloseReader {
  void operator()(void* file) const { unzClose(file); }
};
using Reader = std::unique_ptr<void, CloseReader>;

// APPNOTE 4.4.6: DOS's time, which has no zone and begins in 1980.
zip_fileinfo info_of(Timestamp time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{time - day};
  zip_fileinfo info{};
  info.tmz_date.tm_year = static_cast<uInt>(std::max(int{date.year()}, 1980));
  info.tmz_date.tm_mon = static_cast<unsigned>(date.month()) - 1;
  info.tmz_date.tm_mday = static_cast<unsigned>(date.day());
  info.tmz_date.tm_hour = static_cast<uInt>(clock.hours().count());
  info.tmz_date.tm_min = static_cast<uInt>(clock.minutes().count());
  info.tmz_date.tm_sec = static_cast<uInt>(clock.seconds().count());
  return info;
}

bool write_bytes(zipFile file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto some = bytes.substr(0, piece);
    if (zipWriteInFileInZip(file, some.data(), static_cast<unsigned>(some.size())) != ZIP_OK)
      return false;
    bytes.remove_prefix(some.size());
  }
  return true;
}

bool write_entry(zipFile file, const ZipEntry& entry, const zip_fileinfo& info) {
  if (zipOpenNewFileInZip64(file, entry.name.c_str(), &info, nullptr, 0, nullptr, 0, nullptr,
                            Z_DEFLATED, Z_DEFAULT_COMPRESSION, 0) != ZIP_OK)
    return false;
  const bool written = write_bytes(file, entry.bytes);
  return zipCloseFileInZip(file) == ZIP_OK && written;
}

ZipError damaged() { return {"it is a damaged zip, or not all of one"}; }

// APPNOTE 4.3.16: 22 bytes and a comment. minizip reads a byte that is missing as 0.
bool has_end(std::string_view archive) {
  constexpr std::size_t shortest = 22;
  const auto end = archive.rfind("PK\x05\x06"sv);
  return end != std::string_view::npos && archive.size() - end >= shortest;
}

bool is_current(unzFile file, const std::string& name, const unz_file_info64& info) {
  if (info.size_filename != name.size()) return false;
  std::string found(name.size() + 1, '\0');
  return unzGetCurrentFileInfo64(file, nullptr, found.data(), static_cast<uLong>(found.size()),
                                 nullptr, 0, nullptr, 0) == UNZ_OK &&
         std::string_view{found}.substr(0, name.size()) == name;
}

struct Found {
  unz64_file_pos place{};
  unz_file_info64 info{};
};

// Two files of one name are read differently by every program: neither is believed.
std::variant<Found, ZipError> find(unzFile file, const std::string& name) {
  std::size_t count = 0;
  Found found;
  std::size_t entries = 0;
  for (int result = unzGoToFirstFile(file); result != UNZ_END_OF_LIST_OF_FILE;
       result = unzGoToNextFile(file)) {
    unz_file_info64 info{};
    if (result != UNZ_OK ||
        unzGetCurrentFileInfo64(file, &info, nullptr, 0, nullptr, 0, nullptr, 0) != UNZ_OK)
      return damaged();
    if (++entries > most_entries)
      return ZipError{fmt::format("it has more than {} files", most_entries)};
    if (!is_current(file, name, info)) continue;
    if (++count > 1) return ZipError{fmt::format("it has more than one {}", name)};
    found.info = info;
    if (unzGetFilePos64(file, &found.place) != UNZ_OK) return damaged();
  }
  if (count == 0) return ZipError{fmt::format("it has no {}", name)};
  return found;
}

std::variant<std::string, ZipError> unpack(unzFile file, const std::string& name,
                                           std::size_t longest) {
  const ZipError too_long{
      fmt::format("its {} is longer than {} MiB", name, std::max<std::size_t>(longest >> 20U, 1))};
  std::string bytes;
  std::array<char, piece> some{};
  for (;;) {
    const int count = unzReadCurrentFile(file, some.data(), static_cast<unsigned>(some.size()));
    if (count < 0) return damaged();
    if (count == 0) return bytes;
    bytes.append(some.data(), static_cast<std::size_t>(count));
    if (bytes.size() > longest) return too_long;
  }
}

}  // namespace

bool looks_like_zip(std::string_view bytes) { return bytes.starts_with("PK\x03\x04"sv); }

std::variant<std::string, ZipError> write_zip(const std::vector<ZipEntry>& entries,
                                              Timestamp time) {
  std::string archive;
  ZipMemory memory{{}, &archive, 0};
  auto functions = functions_of(memory);
  auto* file = zipOpen2_64("", APPEND_STATUS_CREATE, nullptr, &functions);
  if (file == nullptr) return ZipError{"there is no memory for a zip"};
  const auto info = info_of(time);
  bool written = true;
  for (const auto& entry : entries) written = written && write_entry(file, entry, info);
  if (zipClose(file, nullptr) != ZIP_OK || !written)
    return ZipError{"the zip could not be made: out of memory, or a file is too long for it"};
  return archive;
}

std::variant<std::string, ZipError> read_zip(std::string_view archive, const std::string& name,
                                             std::size_t longest) {
  if (!has_end(archive)) return damaged();
  ZipMemory memory{archive, nullptr, 0};
  auto functions = functions_of(memory);
  const Reader file{unzOpen2_64("", &functions)};
  if (!file) return damaged();
  const auto search = find(file.get(), name);
  if (const auto* error = std::get_if<ZipError>(&search)) return *error;
  const auto& [place, info] = std::get<Found>(search);
  if ((info.flag & 1U) != 0) return ZipError{fmt::format("its {} is encrypted", name)};
  if (info.uncompressed_size > longest)
    return ZipError{fmt::format("its {} is longer than {} MiB", name,
                                std::max<std::size_t>(longest >> 20U, 1))};
  if (unzGoToFilePos64(file.get(), &place) != UNZ_OK || unzOpenCurrentFile(file.get()) != UNZ_OK)
    return damaged();
  auto bytes = unpack(file.get(), name, longest);
  // It tells of a wrong checksum where all was read.
  const bool whole = unzCloseCurrentFile(file.get()) == UNZ_OK;
  const auto* text = std::get_if<std::string>(&bytes);
  if (text != nullptr && (!whole || text->size() != info.uncompressed_size)) return damaged();
  return bytes;
}

}  // namespace preflight::bundle
