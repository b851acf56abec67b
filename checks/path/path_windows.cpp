#include "checks/path/path.hpp"

#include <windows.h>

#include <array>

#include "checks/base/handle_windows.hpp"
#include "checks/base/path_parts.hpp"
#include "checks/base/wide_windows.hpp"
#include "checks/process/process.hpp"

namespace preflight::path {

namespace {

constexpr DWORD share_all = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
constexpr std::size_t block = 4096;
constexpr int disk_quota_exceeded = 1295;  // winerror.h; MinGW's does not have it

Handle open_existing(const std::string& path, DWORD access, DWORD flags) {
  return Handle{CreateFileW(to_wide(path).c_str(), access, share_all, nullptr, OPEN_EXISTING, flags,
                            nullptr)};
}

Obstacle obstacle_of(int error) {
  switch (error) {
    case ERROR_ACCESS_DENIED:
      return Obstacle::denied;
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
      return Obstacle::in_use;
    case ERROR_WRITE_PROTECT:
      return Obstacle::read_only;
    case ERROR_DISK_FULL:
    case ERROR_HANDLE_DISK_FULL:
      return Obstacle::full;
    case disk_quota_exceeded:
    case ERROR_NOT_ENOUGH_QUOTA:
      return Obstacle::quota;
    default:
      return Obstacle::none;
  }
}

void refuse(Facts& facts, const std::string& path) {
  facts.error = last_error();
  facts.at = path;
  facts.obstacle = obstacle_of(facts.error.code);
}

// GetFileAttributesW looks at a link itself; to open it follows it.
void find_obstacle(const std::string& path, Facts& facts) {
  const auto pieces = path_parts(path, true);
  for (const auto& piece : pieces) {
    const bool last = &piece == &pieces.back();
    facts.at = last ? path : piece;
    const auto attributes = GetFileAttributesW(to_wide(piece).c_str());
    if (attributes == INVALID_FILE_ATTRIBUTES) {
      facts.error = last_error();
      facts.obstacle = is_missing(facts.error) ? Obstacle::missing : obstacle_of(facts.error.code);
      return;
    }
    const auto status = file_status(piece);
    if (const auto* error = std::get_if<SystemError>(&status)) {
      facts.error = *error;
      const bool link = (attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
      facts.obstacle = error->code == ERROR_CANT_RESOLVE_FILENAME ? Obstacle::link_loop
                       : link && is_missing(*error)               ? Obstacle::broken_link
                                                                  : obstacle_of(error->code);
      return;
    }
    facts.kind = std::get<FileStatus>(status).kind;
    if (!last && facts.kind != FileKind::directory) {
      facts.obstacle = Obstacle::not_a_folder;
      return;
    }
  }
}

void look_at_file(const std::string& path, Facts& facts) {
  facts.at = path;
  if (facts.kind == FileKind::directory) {
    facts.obstacle = Obstacle::wrong_kind;
    return;
  }
  if (facts.kind != FileKind::regular) return;
  const auto file = open_existing(path, GENERIC_READ, FILE_ATTRIBUTE_NORMAL);
  char byte{};
  DWORD got = 0;
  if (!file || ReadFile(file.get(), &byte, 1, &got, nullptr) == 0) refuse(facts, path);
}

void look_at_folder(const std::string& path, Facts& facts) {
  facts.at = path;
  if (facts.kind != FileKind::directory) {
    facts.obstacle = Obstacle::wrong_kind;
    return;
  }
  const auto own = path + "\\" + own_name();
  const Handle file{CreateFileW(to_wide(own).c_str(), GENERIC_WRITE | DELETE, 0, nullptr,
                                CREATE_NEW, FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE,
                                nullptr)};
  if (!file) {
    refuse(facts, path);
    // A folder may let files be made and not be removed: that is no answer, since none was made.
    if (facts.obstacle == Obstacle::denied &&
        open_existing(path, FILE_ADD_FILE, FILE_FLAG_BACKUP_SEMANTICS))
      facts.obstacle = Obstacle::none;
    return;
  }
  const std::array<char, block> zeros{};
  DWORD written = 0;
  if (WriteFile(file.get(), zeros.data(), static_cast<DWORD>(zeros.size()), &written, nullptr) == 0)
    refuse(facts, path);
}

}  // namespace

Facts look(const Query& query) {
  Facts facts;
  facts.windows = true;
  const auto status = file_status(query.path);
  if (const auto* found = std::get_if<FileStatus>(&status)) {
    facts.kind = found->kind;
    if (query.writable)
      look_at_folder(query.path, facts);
    else
      look_at_file(query.path, facts);
  } else {
    facts.error = std::get<SystemError>(status);
    find_obstacle(query.path, facts);
  }
  if (facts.obstacle == Obstacle::none && facts.error.code == 0) return facts;
  facts.user = current_user();
  facts.elevated = elevated();
  return facts;
}

}  // namespace preflight::path
