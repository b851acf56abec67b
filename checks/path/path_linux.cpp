#include "checks/path/path.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include "checks/base/descriptor_linux.hpp"
#include "checks/base/path_parts.hpp"
#include "checks/base/text_file_linux.hpp"
#include "checks/process/passwd.hpp"
#include "checks/process/process.hpp"

namespace preflight::path {

namespace {

constexpr std::size_t block = 4096;

void describe_owner(Facts& facts) {
  facts.user = current_user();
  facts.elevated = geteuid() == 0;
  struct stat st {};
  if (stat(facts.at.c_str(), &st) != 0) return;
  // The first fields of group(5) are those of passwd(5): name, password, number.
  facts.owner = Ownership{user_name(text_of_file("/etc/passwd").value_or(""), st.st_uid),
                          user_name(text_of_file("/etc/group").value_or(""), st.st_gid),
                          mode_text(st.st_mode), st.st_uid == geteuid()};
}

std::string target_of_link(const std::string& path) {
  std::array<char, 4096> buffer{};
  const auto length = readlink(path.c_str(), buffer.data(), buffer.size());
  return length > 0 ? std::string(buffer.data(), static_cast<std::size_t>(length)) : std::string();
}

// What a failed stat(2) of one piece of the path means; the pieces before it are good folders.
Obstacle obstacle_at(const std::string& piece, Facts& facts) {
  struct stat itself {};
  if (lstat(piece.c_str(), &itself) != 0)
    return errno == ENOENT ? Obstacle::missing : Obstacle::none;
  if (!S_ISLNK(itself.st_mode)) return Obstacle::none;
  facts.link_target = target_of_link(piece);
  return is_missing(facts.error)      ? Obstacle::broken_link
         : facts.error.code == ELOOP  ? Obstacle::link_loop
         : facts.error.code == EACCES ? Obstacle::denied
                                      : Obstacle::none;
}

// Walks down to where it goes on no more. False: the way is clear.
bool find_obstacle(const std::string& path, Facts& facts) {
  const auto pieces = path_parts(path, false);
  std::string folder = ".";
  for (const auto& piece : pieces) {
    const bool last = &piece == &pieces.back();
    struct stat st {};
    facts.at = last ? path : piece;
    if (stat(piece.c_str(), &st) != 0) {
      facts.error = last_error();
      facts.obstacle = obstacle_at(piece, facts);
      if (facts.error.code == EACCES && facts.obstacle == Obstacle::none) {
        facts.obstacle = Obstacle::denied;
        facts.at = folder;
      }
      return true;
    }
    if (!last && !S_ISDIR(st.st_mode)) {
      facts.obstacle = Obstacle::not_a_folder;
      if (const auto status = file_status(piece); std::holds_alternative<FileStatus>(status))
        facts.kind = std::get<FileStatus>(status).kind;
      return true;
    }
    folder = piece;
  }
  return false;
}

void refuse(Facts& facts, const std::string& path) {
  facts.error = last_error();
  facts.at = path;
  struct statvfs fs {};
  switch (facts.error.code) {
    case EACCES:
      facts.obstacle = Obstacle::denied;
      break;
    case EROFS:
      facts.obstacle = Obstacle::read_only;
      break;
    case EDQUOT:
      facts.obstacle = Obstacle::quota;
      break;
    case ENOSPC: {
      const bool known = statvfs(path.c_str(), &fs) == 0;
      facts.obstacle = known && fs.f_files != 0 && fs.f_favail == 0 && fs.f_bavail > 0
                           ? Obstacle::no_inodes
                           : Obstacle::full;
      break;
    }
    default:
      break;
  }
}

bool has_attribute(const std::string& folder, std::uint64_t attribute) {
  struct statx about {};
  return statx(AT_FDCWD, folder.c_str(), 0, 0, &about) == 0 &&
         (about.stx_attributes & attribute) != 0;
}

void read_first(const std::string& path, Facts& facts) {
  const Descriptor file{open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)};
  char byte{};
  if (!file || read(file.get(), &byte, 1) < 0) refuse(facts, path);
}

void look_at_file(const std::string& path, FileKind kind, Facts& facts) {
  facts.kind = kind;
  if (kind == FileKind::directory) {
    facts.obstacle = Obstacle::wrong_kind;
    facts.at = path;
  } else if (kind == FileKind::regular) {
    read_first(path, facts);
  } else if (faccessat(AT_FDCWD, path.c_str(), R_OK, AT_EACCESS) != 0) {
    // To open a pipe or a device may wake somebody up.
    refuse(facts, path);
  }
}

// Space is taken when a block is written, not when a file is made.
void write_block(int file, const std::string& folder, Facts& facts) {
  const std::array<char, block> zeros{};
  const auto written = write(file, zeros.data(), zeros.size());
  if (written == static_cast<ssize_t>(zeros.size())) return;
  if (written >= 0) errno = ENOSPC;
  refuse(facts, folder);
}

// For file systems that make no file without a name: its name is there for a moment.
void try_named(const std::string& folder, Facts& facts) {
  if (has_attribute(folder, STATX_ATTR_APPEND)) {
    facts.obstacle = Obstacle::append_only;
    facts.at = folder;
    return;
  }
  const auto path = folder + "/" + own_name();
  const Descriptor file{
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!file) return refuse(facts, folder);
  if (unlink(path.c_str()) != 0) facts.left_behind = path;
  write_block(file.get(), folder, facts);
}

void try_to_write(const std::string& folder, Facts& facts) {
  const Descriptor file{open(folder.c_str(), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600)};
  if (file) return write_block(file.get(), folder, facts);
  // open(2): EOPNOTSUPP by the file system, EISDIR by a kernel that knows no O_TMPFILE. FUSE's say
  // ENOSYS or EINVAL.
  if (errno == EOPNOTSUPP || errno == EISDIR || errno == ENOSYS || errno == EINVAL ||
      errno == ENOENT)
    return try_named(folder, facts);
  refuse(facts, folder);
}

void look_at_folder(const std::string& path, FileKind kind, Facts& facts) {
  facts.kind = kind;
  if (kind != FileKind::directory) {
    facts.obstacle = Obstacle::wrong_kind;
    facts.at = path;
    return;
  }
  try_to_write(path, facts);
  // inode_permission() of the kernel: EPERM for immutable, before any right is asked for.
  if (facts.error.code == EPERM && has_attribute(path, STATX_ATTR_IMMUTABLE))
    facts.obstacle = Obstacle::immutable;
  else if (facts.error.code == EPERM)
    facts.obstacle = Obstacle::denied;
}

}  // namespace

Facts look(const Query& query) {
  Facts facts;
  const auto status = file_status(query.path);
  if (const auto* found = std::get_if<FileStatus>(&status)) {
    if (query.writable)
      look_at_folder(query.path, found->kind, facts);
    else
      look_at_file(query.path, found->kind, facts);
  } else {
    facts.error = std::get<SystemError>(status);
    find_obstacle(query.path, facts);
  }
  if (facts.obstacle == Obstacle::denied) describe_owner(facts);
  facts.elevated = facts.elevated || geteuid() == 0;
  return facts;
}

}  // namespace preflight::path
