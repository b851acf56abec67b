#include "checks/process/descriptor_walk_linux.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <thread>

#include "checks/process/maps.hpp"
#include "checks/process/proc_file_linux.hpp"
#include "checks/process/proc_pid.hpp"

namespace preflight {

namespace {

using Name = std::array<char, 16>;

Name name_of(std::uint32_t number) {
  Name name{};
  std::to_chars(name.data(), name.data() + name.size() - 1, number);
  return name;
}

Descriptor open_folder(int parent, const char* name) {
  return Descriptor{openat(parent, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
}

class ProcessWalk {
 public:
  ProcessWalk(std::uint32_t pid, Descriptor folder, std::span<const Target> targets,
              Deadline deadline)
      : folder_(std::move(folder)), targets_(targets), deadline_(deadline) {
    holder_.pid = pid;
  }

  Walked run(std::vector<FileHolder>& found) {
    walk_descriptors(folder_.get());
    if (result_.seen == Seen::all) look_further();
    if (!holder_.files.empty()) {
      std::sort(holder_.files.begin(), holder_.files.end());
      found.push_back(std::move(holder_));
    }
    return result_;
  }

 private:
  void fail(Seen seen) {
    result_.error = last_error();
    const bool gone = result_.error.code == ENOENT || result_.error.code == ESRCH;
    result_.seen = gone ? Seen::gone : seen;
  }

  // `folder` is that of a process or of one of its threads.
  void walk_descriptors(int folder) {
    const auto descriptors = open_folder(folder, "fd");
    if (!descriptors) {
      fail(Seen::denied);
      if (holds_nothing()) result_.seen = Seen::all;
      return;
    }
    if (!list_numbers(descriptors.get(), numbers_)) return fail(Seen::denied);
    for (const auto number : numbers_) {
      if (result_.seen == Seen::denied) return;
      if (++result_.descriptors % 256 == 0 && deadline_.passed()) {
        result_.seen = Seen::late;
        return;
      }
      compare(folder, descriptors.get(), number);
    }
  }

  // Kernel threads and zombies belong to others and are closed to us, but there is nothing to see.
  [[nodiscard]] bool holds_nothing() const {
    const auto stat = stat_of_process();
    return stat && (stat->kernel_thread() || (stat->state == 'Z' && stat->threads <= 1));
  }

  [[nodiscard]] std::optional<ProcStat> stat_of_process() const {
    const auto text = read_small_file(folder_.get(), "stat");
    return text ? parse_proc_stat(*text) : std::nullopt;
  }

  void compare(int folder, int descriptors, std::uint32_t number) {
    const auto name = name_of(number);
    struct statx st {};
    if (statx(descriptors, name.data(), AT_STATX_DONT_SYNC, STATX_INO, &st) == 0) {
      const FileIdentity identity{makedev(st.stx_dev_major, st.stx_dev_minor), st.stx_ino, 0};
      for (std::size_t file = 0; file < targets_.size(); ++file)
        if (targets_[file].identity == identity) add_descriptor(folder, name, file);
    } else if (errno != ENOENT) {
      // A FUSE mount of another user refuses even root; a dead one fails. The kernel's own book of
      // the descriptor does not ask the file system.
      const auto error = last_error();
      if (!compare_kernel_file(folder, name) && errno != ENOENT && errno != ESRCH) {
        result_.seen = Seen::denied;
        result_.error = error;
      }
    }
  }

  static std::optional<FdInfo> fdinfo_of(int folder, const Name& number) {
    const std::string path = std::string("fdinfo/") + number.data();
    const auto text = read_small_file(folder, path.c_str());
    return text ? std::optional(parse_fdinfo(*text)) : std::nullopt;
  }

  // False where that is closed to us as well.
  bool compare_kernel_file(int folder, const Name& number) {
    const auto info = fdinfo_of(folder, number);
    if (!info || !info->inode || !info->mount) return false;
    for (std::size_t file = 0; file < targets_.size(); ++file) {
      if (targets_[file].kernel.inode != *info->inode) continue;
      const auto mounts = read_small_file(folder, "mountinfo", 16 * 1024 * 1024);
      if (mounts && device_of_mount(*mounts, *info->mount) == targets_[file].kernel.device)
        add_descriptor(folder, number, file);
    }
    return true;
  }

  void add_file(std::size_t file) {
    auto& files = holder_.files;
    if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
  }

  void add_descriptor(int folder, const Name& number, std::size_t file) {
    add_file(file);
    const auto info = fdinfo_of(folder, number);
    if (!info) return;
    holder_.writable = holder_.writable || info->writable();
    for (const auto& line : info->locks) {
      if (line.waits) continue;
      auto lock = line.lock;
      lock.pid = holder_.pid;
      const auto same = [&](const HolderLock& one) { return one.file == file && one.lock == lock; };
      if (std::none_of(holder_.locks.begin(), holder_.locks.end(), same))
        holder_.locks.push_back({file, lock});
    }
  }

  // What needs the state of the process first: reading the maps waits for a lock that a process
  // stuck in the kernel may hold, and where the first thread has ended its descriptors are seen
  // through the others.
  void look_further() {
    const auto stat = awake_stat();
    if (!stat || stat->kernel_thread()) return;
    if (stat->state == 'Z' && stat->threads > 1) return walk_threads();
    if (stat->state == 'Z') return;
    if (stat->state == 'D') {
      result_.seen = Seen::part;
      return;
    }
    walk_mappings(folder_.get());
  }

  // Who writes to a disk waits in the kernel again and again, each time for a moment.
  [[nodiscard]] std::optional<ProcStat> awake_stat() const {
    auto stat = stat_of_process();
    for (int look = 0; look < 20 && stat && stat->state == 'D' && !deadline_.passed(); ++look) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      stat = stat_of_process();
    }
    return stat;
  }

  void walk_threads() {
    const auto tasks = open_folder(folder_.get(), "task");
    std::vector<std::uint32_t> threads;
    if (!tasks || !list_numbers(tasks.get(), threads)) return fail(Seen::denied);
    for (const auto thread : threads) {
      if (thread == holder_.pid) continue;
      const auto folder = open_folder(tasks.get(), name_of(thread).data());
      if (!folder) continue;
      walk_descriptors(folder.get());
      if (result_.seen == Seen::gone) {
        result_.seen = Seen::all;
        continue;
      }
      // The threads of a process share one table.
      if (result_.seen == Seen::all) walk_mappings(folder.get());
      return;
    }
  }

  void walk_mappings(int folder) {
    constexpr std::size_t limit = 256 * 1024 * 1024;
    const auto text = read_small_file(folder, "maps", limit);
    if (!text) return fail(Seen::denied);
    const bool had_descriptor = !holder_.files.empty();
    for_each_mapping(*text, [&](const Mapping& mapping) {
      for (std::size_t file = 0; file < targets_.size(); ++file) {
        if (!(targets_[file].kernel == KernelFile{mapping.device, mapping.inode})) continue;
        add_file(file);
        holder_.mapped_only = !had_descriptor;
        holder_.writable = holder_.writable || (mapping.shared && mapping.writable);
      }
    });
  }

  Descriptor folder_;
  std::span<const Target> targets_;
  Deadline deadline_;
  FileHolder holder_{};
  Walked result_{};
  std::vector<std::uint32_t> numbers_{};
};

}  // namespace

bool list_numbers(int folder, std::vector<std::uint32_t>& numbers) {
  numbers.clear();
  alignas(dirent64) std::array<char, 32 * 1024> buffer;
  for (;;) {
    const auto got = syscall(SYS_getdents64, folder, buffer.data(), buffer.size());
    if (got < 0) return false;
    if (got == 0) return true;
    for (long at = 0; at < got;) {
      const auto* const entry = reinterpret_cast<const dirent64*>(buffer.data() + at);
      at += entry->d_reclen;
      const auto* const end = entry->d_name + std::strlen(entry->d_name);
      std::uint32_t number = 0;
      const auto [stop, error] = std::from_chars(entry->d_name, end, number);
      if (error == std::errc{} && stop == end) numbers.push_back(number);
    }
  }
}

Walked walk_process(std::uint32_t pid, std::span<const Target> targets, Deadline deadline,
                    std::vector<FileHolder>& found) {
  auto folder = open_proc(pid);
  if (!folder) {
    const bool gone = errno == ENOENT || errno == ESRCH;
    return {gone ? Seen::gone : Seen::denied, last_error(), 0};
  }
  return ProcessWalk(pid, std::move(folder), targets, deadline).run(found);
}

}  // namespace preflight
