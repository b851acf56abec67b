#include "checks/process/file_holders.hpp"

#include <fcntl.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <optional>
#include <thread>

#include "checks/base/file_status.hpp"
#include "checks/base/helper_thread.hpp"
#include "checks/base/text.hpp"
#include "checks/process/descriptor_walk_linux.hpp"
#include "checks/process/proc_file_linux.hpp"

namespace preflight {

namespace {

// A path may by now name another file than the one that is wanted, or none.
Target target_of(const WantedFile& file) {
  const auto device = static_cast<dev_t>(file.identity.volume);
  Target target{file.identity, {{major(device), minor(device)}, file.identity.file}};
  const auto status = file_status(file.path);
  const auto* const found = std::get_if<FileStatus>(&status);
  if (found == nullptr || found->identity != file.identity) return target;
  const auto kernel = kernel_file(file.path);
  if (const auto* const known = std::get_if<KernelFile>(&kernel)) target.kernel = *known;
  return target;
}

// What a set of processes gave.
struct Share {
  std::vector<FileHolder> holders{};
  std::size_t denied{};
  std::size_t part{};
  std::size_t late{};
  SystemError error{};  ///< of the first that was denied

  void count(const Walked& walked) {
    if (walked.seen == Seen::denied) {
      if (denied++ == 0) error = walked.error;
    } else if (walked.seen == Seen::part) {
      ++part;
    } else if (walked.seen == Seen::late) {
      ++late;
    }
  }

  void add(Share other) {
    std::move(other.holders.begin(), other.holders.end(), std::back_inserter(holders));
    if (denied == 0) error = other.error;
    denied += other.denied;
    part += other.part;
    late += other.late;
  }
};

// The walk over all processes. A machine with many descriptors gets more threads: they share
// nothing but the number of the next process.
class Walk {
 public:
  Walk(std::vector<std::uint32_t> pids, std::vector<Target> targets, Deadline deadline)
      : pids_(std::move(pids)), targets_(std::move(targets)), deadline_(deadline) {}

  Share run() {
    std::vector<std::thread> helpers;
    std::vector<Share> shares(most_helpers());
    Share own;
    std::size_t descriptors = 0;
    while (step(own, descriptors)) {
      if (descriptors < worth_a_thread || !helpers.empty()) continue;
      for (auto& share : shares)
        helpers.push_back(helper_thread([this, &share] {
          std::size_t ignored = 0;
          while (step(share, ignored)) continue;
        }));
    }
    for (auto& helper : helpers)
      if (helper.joinable()) helper.join();
    for (auto& share : shares) own.add(std::move(share));
    return own;
  }

 private:
  // Some ten times what starting a thread costs.
  static constexpr std::size_t worth_a_thread = 500;

  static std::size_t most_helpers() {
    const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
    return std::min<std::size_t>(cores, 4) - 1;
  }

  bool step(Share& share, std::size_t& descriptors) {
    const auto at = next_.fetch_add(1, std::memory_order_relaxed);
    if (at >= pids_.size()) return false;
    if (deadline_.passed()) {
      ++share.late;
      return true;
    }
    const auto walked = walk_process(pids_[at], targets_, deadline_, share.holders);
    descriptors += walked.descriptors;
    share.count(walked);
    return true;
  }

  std::vector<std::uint32_t> pids_;
  std::vector<Target> targets_;
  Deadline deadline_;
  std::atomic<std::size_t> next_{0};
};

std::string processes(std::size_t count) { return count_of(count, "process", "processes"); }

void add_gaps(const Share& share, FileHolders& result) {
  if (share.denied != 0)
    result.gaps.push_back({"descriptors of " + processes(share.denied), share.error,
                           "they belong to another user or are protected"});
  if (share.part != 0)
    result.gaps.push_back({"mappings of " + processes(share.part),
                           {},
                           "they wait in the kernel, and so might whoever reads them"});
  if (share.late != 0)
    result.gaps.push_back(
        {"descriptors of " + processes(share.late), {}, "the time for this check was over"});
  result.unseen_processes = share.denied + share.part + share.late;
}

// Mounted with hidepid, /proc does not even tell that there are other processes; pid 1 is another
// user's then.
void add_hidden(FileHolders& result) {
  if (access("/proc/1", F_OK) == 0) return;
  result.gaps.push_back(
      {"processes of other users", last_error(), "/proc is mounted with hidepid"});
  ++result.unseen_processes;
}

// The locks of processes whose descriptors are out of sight: /proc/locks is open to everybody. Of
// a lock that belongs to an open file it names who took it, who need not be the one that has it.
void add_lock_owners(std::span<const WantedFile> files, FileHolders& result) {
  const auto seen_by_walk = [&](std::uint32_t pid) {
    return std::any_of(result.holders.begin(), result.holders.end(),
                       [&](const FileHolder& one) { return one.pid == pid && !one.lock_only; });
  };
  for (std::size_t file = 0; file < files.size(); ++file) {
    const auto answer = all_locks(files[file].path);
    const auto* const locks = std::get_if<std::vector<FileLock>>(&answer);
    if (locks == nullptr) continue;
    for (const auto& lock : *locks) {
      if (lock.type != LockClass::posix || !lock.pid) continue;
      if (*lock.pid == static_cast<std::uint32_t>(getpid()) || seen_by_walk(*lock.pid)) continue;
      auto holder = std::find_if(result.holders.begin(), result.holders.end(),
                                 [&](const FileHolder& one) { return one.pid == *lock.pid; });
      if (holder == result.holders.end()) {
        result.holders.push_back({});
        holder = result.holders.end() - 1;
        holder->pid = *lock.pid;
        holder->lock_only = true;
      }
      if (holder->files.empty() || holder->files.back() != file) holder->files.push_back(file);
      holder->locks.push_back({file, lock});
    }
  }
}

}  // namespace

FileHolders find_file_holders(std::span<const WantedFile> files, Deadline deadline) {
  FileHolders result;
  std::vector<std::uint32_t> pids;
  const Descriptor proc{open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!proc || !list_numbers(proc.get(), pids)) {
    result.gaps.push_back({"/proc", last_error(), "it cannot be read"});
    result.unseen_processes = 1;
    return result;
  }
  std::erase(pids, static_cast<std::uint32_t>(getpid()));
  std::vector<Target> targets;
  for (const auto& file : files) targets.push_back(target_of(file));

  auto share = Walk(std::move(pids), std::move(targets), deadline).run();
  result.holders = std::move(share.holders);
  add_gaps(share, result);
  add_hidden(result);
  if (result.unseen_processes != 0) add_lock_owners(files, result);
  std::sort(result.holders.begin(), result.holders.end(),
            [](const FileHolder& a, const FileHolder& b) { return a.pid < b.pid; });
  return result;
}

}  // namespace preflight
