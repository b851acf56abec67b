#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <mutex>
#include <unordered_map>

#include "checks/base/descriptor_linux.hpp"
#include "checks/base/text.hpp"
#include "checks/imports/opened_file_linux.hpp"
#include "checks/imports/system.hpp"

namespace preflight::imports {

namespace {

constexpr int read_flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;

/// Calls `tell(name, type)` for each entry of a folder; DT_UNKNOWN is asked for. False where it
/// cannot be looked into; errno says why.
template <class Tell>
bool each_entry(const std::string& folder, Tell tell) {
  DIR* open = opendir(folder.c_str());
  if (open == nullptr) return false;
  while (const auto* entry = readdir(open)) {
    const std::string_view name = entry->d_name;
    if (name == "." || name == "..") continue;
    int type = entry->d_type;
    if (type == DT_UNKNOWN) {
      struct stat status {};
      if (lstat((folder + "/" + entry->d_name).c_str(), &status) == 0)
        type = S_ISDIR(status.st_mode) ? DT_DIR : S_ISREG(status.st_mode) ? DT_REG : DT_LNK;
    }
    tell(name, type);
  }
  closedir(open);
  return true;
}

/// Names of a folder by their lower case: Windows asks for files in any case.
class Listings {
 public:
  /// Why a folder could not be listed that is there.
  std::optional<SystemError> why_not(const std::string& folder) {
    names_of(folder);
    const std::lock_guard lock(mutex_);
    const auto found = unlisted_.find(folder);
    if (found == unlisted_.end()) return std::nullopt;
    return found->second;
  }

  std::optional<std::string> find(const std::string& folder, const std::string& name) {
    const auto& names = names_of(folder);
    const auto found = names.find(lower(name));
    if (found == names.end()) return std::nullopt;
    return joined(folder, found->second, '/');
  }

 private:
  using Names = std::unordered_map<std::string, std::string>;

  const Names& names_of(const std::string& folder) {
    const std::lock_guard lock(mutex_);
    const auto known = folders_.find(folder);
    if (known != folders_.end()) return known->second;
    Names names;
    const bool listed = each_entry(folder, [&](std::string_view name, int) {
      // Of several that differ by case alone, one as good as another; the first in order is stable.
      auto& slot = names[lower(name)];
      if (slot.empty() || name < slot) slot = name;
    });
    if (!listed && errno != ENOENT && errno != ENOTDIR) unlisted_.emplace(folder, last_error());
    return folders_.emplace(folder, std::move(names)).first->second;
  }

  std::mutex mutex_{};
  std::unordered_map<std::string, Names> folders_{};  ///< their places stay
  std::unordered_map<std::string, SystemError> unlisted_{};
};

std::variant<bool, SystemError> may_be_program(const std::string& path) {
  const Descriptor fd(open(path.c_str(), read_flags));
  if (!fd) return errno == ENOENT ? std::variant<bool, SystemError>(false) : last_error();
  std::uint8_t first[4];
  const auto got = pread(fd.get(), first, sizeof first, 0);
  if (got < 0) return last_error();
  return is_program_magic({first, static_cast<std::size_t>(got)});
}

bool is_folder(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

Listing files_below(const std::string& folder) {
  Listing found;
  std::vector<std::string> todo{folder};
  while (!todo.empty()) {
    const auto at = std::move(todo.back());
    todo.pop_back();
    const bool read = each_entry(at, [&](std::string_view name, int type) {
      if (type == DT_DIR) todo.push_back(joined(at, name, '/'));
      if (type == DT_REG) found.files.push_back(joined(at, name, '/'));
    });
    // One that went away meanwhile has nothing to show.
    if (!read && errno != ENOENT) found.unread.emplace_back(at, last_error());
  }
  return found;
}

std::vector<std::string> folders_in(const std::string& folder) {
  std::vector<std::string> found;
  each_entry(folder, [&](std::string_view name, int type) {
    if (type == DT_DIR) found.push_back(joined(folder, name, '/'));
  });
  return found;
}

/// As open(2), but in a root of its own (openat2(2), RESOLVE_IN_ROOT). A kernel without it opens
/// below the root too, only that absolute links lead out of it.
int open_in(int root, const std::string& root_path, const std::string& path, int flags) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(flags);
  how.resolve = RESOLVE_IN_ROOT;
  const auto fd = syscall(SYS_openat2, root, path.c_str(), &how, sizeof how);
  if (fd >= 0 || (errno != ENOSYS && errno != EPERM)) return static_cast<int>(fd);
  return open((root_path + "/" + path).c_str(), flags);
}

bool has_flag(std::string_view flags, std::string_view flag) {
  for (auto at = flags.find(flag); at != std::string_view::npos; at = flags.find(flag, at + 1)) {
    const auto end = at + flag.size();
    if ((at == 0 || flags[at - 1] == ' ') && (end == flags.size() || flags[end] == ' '))
      return true;
  }
  return false;
}

std::string processor_flags() {
  const Descriptor fd(open("/proc/cpuinfo", O_RDONLY | O_CLOEXEC));
  std::string text(8192, '\0');
  const auto got = fd ? read(fd.get(), text.data(), text.size()) : 0;
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  const auto at = text.find("\nflags");
  if (at == std::string::npos) return {};
  const auto begin = text.find(':', at);
  return begin == std::string::npos ? std::string{}
                                    : text.substr(begin + 1, text.find('\n', begin) - begin - 1);
}

}  // namespace

const char this_separator = '/';

FileSystem this_file_system() {
  auto listings = std::make_shared<Listings>();
  FileSystem system;
  system.open = [](const std::string& path) { return open_file(open(path.c_str(), read_flags)); };
  system.may_be_program = may_be_program;
  system.has_folder = is_folder;
  system.find = [listings](const std::string& folder, const std::string& name) {
    return listings->find(folder, name);
  };
  system.unlisted = [listings](const std::string& folder) { return listings->why_not(folder); };
  system.list = files_below;
  system.folders = folders_in;
  return system;
}

FileSystem rooted_file_system(const std::string& root) {
  auto system = this_file_system();
  const auto folder =
      std::make_shared<Descriptor>(open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  system.open = [folder, root](const std::string& path) {
    return open_file(open_in(folder->get(), root, path, read_flags));
  };
  system.has_folder = [folder, root](const std::string& path) {
    return static_cast<bool>(
        Descriptor(open_in(folder->get(), root, path, O_PATH | O_DIRECTORY | O_CLOEXEC)));
  };
  return system;
}

std::string real_path(const std::string& path) {
  char* resolved = realpath(path.c_str(), nullptr);
  if (resolved == nullptr) return path;
  std::string text(resolved);
  std::free(resolved);
  return text;
}

// The levels as the psABI of x86-64 defines them, by the names of /proc/cpuinfo ("abm" is LZCNT,
// "pni" SSE3).
std::vector<std::string> processor_levels() {
  const auto flags = processor_flags();
  const auto has_all = [&](std::string_view wanted) {
    for (const auto flag : split(wanted, ' '))
      if (!has_flag(flags, flag)) return false;
    return true;
  };
  std::vector<std::string> levels;
  if (!has_all("cx16 lahf_lm popcnt pni ssse3 sse4_1 sse4_2")) return levels;
  levels.emplace_back("x86-64-v2");
  if (!has_all("avx avx2 bmi1 bmi2 f16c fma abm movbe xsave")) return levels;
  levels.insert(levels.begin(), "x86-64-v3");
  if (has_all("avx512f avx512bw avx512cd avx512dq avx512vl"))
    levels.insert(levels.begin(), "x86-64-v4");
  return levels;
}

ThisWindows this_windows() { return {}; }

}  // namespace preflight::imports
