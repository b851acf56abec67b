#include "checks/database/look.hpp"

#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

#include "checks/base/descriptor_linux.hpp"
#include "checks/database/wal_index.hpp"
#include "checks/process/file_locks.hpp"

namespace preflight::database {

namespace {

Right refused(SystemError error) {
  switch (error.code) {
    case EACCES:
    case EPERM:
      return {Refusal::denied, error};
    case EROFS:
      return {Refusal::read_only_medium, error};
    default:
      return {Refusal::other, error};
  }
}

// O_NONBLOCK: should the file have become a FIFO since its status was asked.
Descriptor open_to_read(const std::string& path) {
  return Descriptor{open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY)};
}

bool is_regular(int fd, std::uint64_t& size) {
  struct stat st {};
  if (fstat(fd, &st) != 0) return false;
  size = static_cast<std::uint64_t>(st.st_size);
  if (S_ISREG(st.st_mode)) return true;
  errno = EINVAL;
  return false;
}

// `bytes` gets as many bytes as there are, at most as many as it holds.
bool read_start(int fd, std::vector<std::uint8_t>& bytes, std::size_t count) {
  bytes.resize(count);
  const auto got = pread(fd, bytes.data(), count, 0);
  bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return got >= 0;
}

SeenLock seen_lock(LockFile file, const FileLock& lock) {
  return {file, lock.kind == LockKind::write, lock.start, lock.length, lock.pid.value_or(0)};
}

struct Range {
  std::uint64_t start, length;
};

constexpr std::array database_ranges{Range{pending_byte, 1}, Range{reserved_byte, 1},
                                     Range{shared_first, shared_size}};
constexpr std::array wal_index_ranges{Range{120, 1}, Range{121, 1}, Range{122, 1},
                                      Range{123, 1}, Range{124, 1}, Range{125, 1},
                                      Range{126, 1}, Range{127, 1}, Range{128, 1}};

// One question for all the bytes; only where one of them is locked each alone, since the answer
// names one lock and that may be a harmless reader's.
template <typename Ranges>
SystemError ask_all(int fd, LockFile file, const Ranges& ranges, std::vector<SeenLock>& locks) {
  const auto start = ranges.front().start;
  const auto any = conflicting_lock(fd, start, ranges.back().start + ranges.back().length - start);
  if (std::holds_alternative<NotLocked>(any)) return {};
  if (const auto* const error = std::get_if<SystemError>(&any)) return *error;
  for (const auto& range : ranges) {
    const auto one = conflicting_lock(fd, range.start, range.length);
    if (const auto* const error = std::get_if<SystemError>(&one)) return *error;
    if (const auto* const lock = std::get_if<FileLock>(&one))
      locks.push_back(seen_lock(file, *lock));
  }
  return {};
}

void look_at_wal_index(const Place& place, Sample& sample) {
  const auto shm = open_to_read(place.path + "-shm");
  if (!shm) {
    sample.has_wal_index = errno != ENOENT;
    if (sample.has_wal_index) sample.wal_index_open = refused(last_error());
    return;
  }
  sample.has_wal_index = true;
  std::uint64_t size = 0;
  if (!is_regular(shm.get(), size) || !read_start(shm.get(), sample.wal_index, wal_index_size))
    sample.wal_index_open = refused(last_error());
  else
    sample.lock = ask_all(shm.get(), LockFile::wal_index, wal_index_ranges, sample.locks);
}

void look_at_database(const Place& place, Sample& sample) {
  const auto db = open_to_read(place.path);
  if (!db || !is_regular(db.get(), sample.size)) {
    sample.open = refused(last_error());
    return;
  }
  // Locks first: a header that was read while nobody wrote is whole.
  sample.lock = ask_all(db.get(), LockFile::database, database_ranges, sample.locks);
  if (sample.lock.code != 0) return;
  if (!read_start(db.get(), sample.header, header_read_size)) sample.open = refused(last_error());
  if (sample.size == 1) {  // a lone byte is an empty database to SQLite (os_unix.c, unixFileSize)
    sample.size = 0;
    sample.header.clear();
  }
}

// A link that leads to nothing: SQLite creates what it leads to.
std::string follow_dangling(std::string path) {
  for (int links = 0; links < 40; ++links) {
    std::array<char, PATH_MAX> target{};
    const auto length = readlink(path.c_str(), target.data(), target.size() - 1);
    if (length <= 0) break;
    const std::string to(target.data(), static_cast<std::size_t>(length));
    path.resize(to.front() == '/' ? 0 : path.rfind('/') + 1);
    path += to;
  }
  return path;
}

std::string real_path(const std::string& path) {
  std::array<char, PATH_MAX> resolved{};
  return realpath(path.c_str(), resolved.data()) == nullptr ? std::string() : resolved.data();
}

std::string parent_of(const std::string& path) {
  const auto slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

// The folder resolved, the name kept: what does not exist has no real path.
std::string absolute(const std::string& path) {
  const auto folder = parent_of(path);
  const auto real = real_path(folder);
  const auto name = path.substr(path.rfind('/') + 1);
  if (!real.empty()) return (real == "/" ? "" : real) + "/" + name;
  return path.front() == '/' ? path : real_path(".") + "/" + path;
}

Right right_to(const std::string& path, int right) {
  if (faccessat(AT_FDCWD, path.c_str(), right, AT_EACCESS) == 0) return {};
  return refused(last_error());
}

Access access_with(const std::string& path, int read, int write) {
  Access access;
  access.path = path;
  struct stat st {};
  if (stat(path.c_str(), &st) != 0) {
    const auto error = last_error();
    access.exists = !is_missing(error);
    if (access.exists) access.read = access.write = refused(error);
    return access;
  }
  access.exists = true;
  access.size = static_cast<std::uint64_t>(st.st_size);
  access.ours = geteuid() == 0 || st.st_uid == geteuid();
  if (!right_to(path, read | write).granted()) {
    access.read = right_to(path, read);
    access.write = right_to(path, write);
  }
  return access;
}

}  // namespace

Place find_place(const std::string& file) {
  Place place;
  place.path = real_path(file);
  if (place.path.empty()) {
    if (file.front() != '/' && real_path(".").empty()) {  // the working folder was deleted
      place.path = file;
      place.folder = ".";
      place.status_error = last_error();
      place.presence = Presence::impossible;
      return place;
    }
    place.path = follow_dangling(absolute(file));
  }
  place.folder = parent_of(place.path);
  const auto status = file_status(place.path);
  if (const auto* const present = std::get_if<FileStatus>(&status)) {
    place.presence = Presence::present;
    place.status = *present;
    return place;
  }
  place.status_error = std::get<SystemError>(status);
  const auto code = place.status_error.code;
  if (is_missing(place.status_error)) place.presence = Presence::missing;
  if (code == EACCES) place.presence = Presence::denied;
  if (code == ELOOP || code == ENAMETOOLONG) place.presence = Presence::impossible;
  return place;
}

Access access_of(const std::string& path) { return access_with(path, R_OK, W_OK); }

Access folder_access(const std::string& path) {
  // With the slash, what is no folder is not there.
  auto access = access_with(path + "/", X_OK, W_OK);
  access.path = path;
  return access;
}

Sample look_at(const Place& place, bool /*others*/) {
  Sample sample;
  look_at_database(place, sample);
  if (sample.open.granted() && sample.lock.code == 0) look_at_wal_index(place, sample);
  return sample;
}

std::optional<std::variant<std::vector<std::uint8_t>, Right>> first_bytes(const std::string& path,
                                                                          std::size_t count) {
  const auto file = open_to_read(path);
  if (!file && errno == ENOENT) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  std::uint64_t size = 0;
  if (!file || !is_regular(file.get(), size) || !read_start(file.get(), bytes, count))
    return refused(last_error());
  return bytes;
}

WalContent read_wal(const std::string& path, std::uint64_t most) {
  const auto file = open_to_read(path);
  return scan_wal(
      [&](std::uint64_t offset, std::span<std::uint8_t> into) {
        const auto got = pread(file.get(), into.data(), into.size(), static_cast<off_t>(offset));
        return got > 0 ? static_cast<std::size_t>(got) : 0;
      },
      most);
}

}  // namespace preflight::database
