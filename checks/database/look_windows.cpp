#include "checks/database/look.hpp"

#include <windows.h>

#include <array>

#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"
#include "checks/database/wal_index.hpp"

namespace preflight::database {

namespace {

constexpr DWORD share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

Right refused(SystemError error) {
  switch (error.code) {
    case ERROR_ACCESS_DENIED:
      return {Refusal::denied, error};
    case ERROR_WRITE_PROTECT:
      return {Refusal::read_only_medium, error};
    default:
      return {Refusal::other, error};
  }
}

// Never creates, never truncates, and stops no other from opening it.
Handle open_with(const std::string& path, DWORD access, DWORD flags = FILE_ATTRIBUTE_NORMAL) {
  return Handle{CreateFileW(to_wide(path).c_str(), access, share_all, nullptr, OPEN_EXISTING, flags,
                            nullptr)};
}

OVERLAPPED at_offset(std::uint64_t offset) {
  OVERLAPPED overlapped{};
  overlapped.Offset = static_cast<DWORD>(offset);
  overlapped.OffsetHigh = static_cast<DWORD>(offset >> 32);
  return overlapped;
}

std::size_t read_at(HANDLE file, std::uint64_t offset, std::span<std::uint8_t> into) {
  auto overlapped = at_offset(offset);
  DWORD got = 0;
  if (ReadFile(file, into.data(), static_cast<DWORD>(into.size()), &got, &overlapped) == 0)
    return 0;
  return got;
}

bool read_start(HANDLE file, std::vector<std::uint8_t>& bytes, std::size_t count) {
  bytes.resize(count);
  auto overlapped = at_offset(0);
  DWORD got = 0;
  const bool good =
      ReadFile(file, bytes.data(), static_cast<DWORD>(count), &got, &overlapped) != 0 ||
      GetLastError() == ERROR_HANDLE_EOF;
  bytes.resize(got);
  return good;
}

std::uint64_t size_of(HANDLE file) {
  LARGE_INTEGER size{};
  return GetFileSizeEx(file, &size) != 0 ? static_cast<std::uint64_t>(size.QuadPart) : 0;
}

enum class Held { no, yes, cannot_tell };

// The system names no owner of a lock and has no question without an answer in kind: a byte is
// locked where we cannot lock it. What we get is given back at once.
Held is_held(HANDLE file, std::uint64_t byte, bool ask_exclusively) {
  auto overlapped = at_offset(byte);
  const DWORD flags = LOCKFILE_FAIL_IMMEDIATELY | (ask_exclusively ? LOCKFILE_EXCLUSIVE_LOCK : 0);
  if (LockFileEx(file, flags, 0, 1, 0, &overlapped) != 0) {
    UnlockFileEx(file, 0, 1, 0, &overlapped);
    return Held::no;
  }
  const auto error = GetLastError();
  return error == ERROR_LOCK_VIOLATION || error == ERROR_IO_PENDING ? Held::yes : Held::cannot_tell;
}

class LockProbe {
 public:
  LockProbe(HANDLE handle, LockFile file, Sample& sample)
      : handle_(handle), file_(file), sample_(sample) {}

  /// Held exclusively?
  bool writer(std::uint64_t byte) const { return ask(byte, false); }

  /// Held at all? Asked only where it is not held exclusively: then by readers.
  bool reader(std::uint64_t byte) const { return ask(byte, true); }

  void add(bool exclusive, std::uint64_t start, std::uint64_t length) const {
    sample_.locks.push_back({file_, exclusive, start, length, 0});
  }

 private:
  bool ask(std::uint64_t byte, bool exclusively) const {
    const auto held = is_held(handle_, byte, exclusively);
    if (held == Held::cannot_tell) sample_.lock = last_error();
    return held == Held::yes;
  }

  HANDLE handle_;
  LockFile file_;
  Sample& sample_;
};

// A reader on its way in holds PENDING exclusively for an instant (os_win.c, winLock); a writer
// that waits has RESERVED as well.
void probe_database_locks(HANDLE handle, Sample& sample) {
  const LockProbe probe(handle, LockFile::database, sample);
  const bool exclusive = probe.writer(shared_first);
  const bool reserved = probe.writer(reserved_byte);
  const bool pending = probe.writer(pending_byte);
  if (pending && (reserved || exclusive)) probe.add(true, pending_byte, 1);
  if (reserved) probe.add(true, reserved_byte, 1);
  if (exclusive)
    probe.add(true, shared_first, shared_size);
  else if (probe.reader(shared_first))
    probe.add(false, shared_first, shared_size);
}

void probe_wal_index_locks(HANDLE handle, Sample& sample) {
  const LockProbe probe(handle, LockFile::wal_index, sample);
  for (auto byte = wal_write_byte; byte <= attached_byte; ++byte) {
    if (probe.writer(byte))
      probe.add(true, byte, 1);
    else if (byte >= wal_read_first && probe.reader(byte))
      probe.add(false, byte, 1);
  }
}

void look_at_wal_index(const Place& place, bool others, Sample& sample) {
  const auto shm = open_with(place.path + "-shm", GENERIC_READ);
  if (!shm) {
    sample.has_wal_index = !is_missing(last_error());
    if (sample.has_wal_index) sample.wal_index_open = refused(last_error());
    return;
  }
  sample.has_wal_index = true;
  if (!read_start(shm.get(), sample.wal_index, wal_index_size))
    sample.wal_index_open = refused(last_error());
  else if (others)
    probe_wal_index_locks(shm.get(), sample);
}

// SQLite opens a link by the name of the link here, and looks for the -wal beside that.
std::string absolute(const std::string& file) {
  const auto wide = to_wide(file);
  std::wstring full(GetFullPathNameW(wide.c_str(), 0, nullptr, nullptr), L'\0');
  const auto length =
      GetFullPathNameW(wide.c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr);
  full.resize(length < full.size() ? length : 0);
  return full.empty() ? file : to_utf8(full);
}

std::string parent_of(const std::string& path) {
  const auto slash = path.find_last_of("\\/");
  if (slash == std::string::npos) return ".";
  const bool root = slash == 2 && path[1] == ':';
  return path.substr(0, root ? slash + 1 : slash);
}

Presence presence_of(SystemError error) {
  if (is_missing(error)) return Presence::missing;
  switch (error.code) {
    case ERROR_ACCESS_DENIED:
      return Presence::denied;
    case ERROR_INVALID_NAME:
    case ERROR_BAD_PATHNAME:
    case ERROR_FILENAME_EXCED_RANGE:
      return Presence::impossible;
    default:
      return Presence::unknown;
  }
}

Right right_to(const std::string& path, DWORD access, DWORD flags) {
  return open_with(path, access, flags) ? Right{} : refused(last_error());
}

Access access_with(const std::string& path, DWORD read, DWORD write, DWORD flags) {
  Access access;
  access.path = path;
  const auto status = file_status(path);
  if (const auto* const error = std::get_if<SystemError>(&status)) {
    access.exists = !is_missing(*error);
    if (access.exists) access.read = access.write = refused(*error);
    return access;
  }
  access.exists = true;
  access.size = std::get<FileStatus>(status).size;
  access.read = right_to(path, read, flags);
  access.write = right_to(path, write, flags);
  if (!access.read.granted() || !access.write.granted())
    access.ours = static_cast<bool>(open_with(path, WRITE_DAC | FILE_WRITE_ATTRIBUTES, flags));
  return access;
}

}  // namespace

Place find_place(const std::string& file) {
  Place place;
  place.system = System::windows;
  place.path = absolute(file);
  place.folder = parent_of(place.path);
  const auto status = file_status(place.path);
  if (const auto* const present = std::get_if<FileStatus>(&status)) {
    place.presence = Presence::present;
    place.status = *present;
  } else {
    place.status_error = std::get<SystemError>(status);
    place.presence = presence_of(place.status_error);
  }
  return place;
}

Access access_of(const std::string& path) {
  return access_with(path, GENERIC_READ, GENERIC_READ | GENERIC_WRITE, FILE_ATTRIBUTE_NORMAL);
}

Access folder_access(const std::string& path) {
  auto access = access_with(path, FILE_TRAVERSE, FILE_ADD_FILE, FILE_FLAG_BACKUP_SEMANTICS);
  const auto status = file_status(path);
  const auto* const found = std::get_if<FileStatus>(&status);
  if (found != nullptr && found->kind != FileKind::directory) access.exists = false;
  return access;
}

Sample look_at(const Place& place, bool others) {
  Sample sample;
  {
    const auto db = open_with(place.path, GENERIC_READ);
    if (!db || !read_start(db.get(), sample.header, header_read_size)) {
      const auto error = last_error();
      sample.open = refused(error);
      sample.shut_out = error.code == ERROR_SHARING_VIOLATION || error.code == ERROR_LOCK_VIOLATION;
      return sample;
    }
    sample.size = size_of(db.get());
    if (others) probe_database_locks(db.get(), sample);
  }
  if (sample.lock.code == 0) look_at_wal_index(place, others, sample);
  return sample;
}

std::optional<std::variant<std::vector<std::uint8_t>, Right>> first_bytes(const std::string& path,
                                                                          std::size_t count) {
  const auto file = open_with(path, GENERIC_READ);
  if (!file && is_missing(last_error())) return std::nullopt;
  std::vector<std::uint8_t> bytes;
  if (!file || !read_start(file.get(), bytes, count)) return refused(last_error());
  return bytes;
}

WalContent read_wal(const std::string& path, std::uint64_t most) {
  const auto file = open_with(path, GENERIC_READ);
  return scan_wal(
      [&](std::uint64_t offset, std::span<std::uint8_t> into) {
        return file ? read_at(file.get(), offset, into) : 0;
      },
      most);
}

// The owners of locks are not told: each lock once, without a pid.
std::vector<SeenLock> all_locks(const Place& place) { return look_at(place, true).locks; }

Elsewhere open_elsewhere(const Place& place, Deadline deadline) {
  return list_openers(place, deadline);
}

}  // namespace preflight::database
