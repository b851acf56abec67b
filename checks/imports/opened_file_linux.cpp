// A file that is read in pieces, and mapped where all of it is wanted. One that is cut short while
// it is mapped ends in SIGBUS at the first access beyond its new end (mmap(2)); the handler puts
// zeros there instead and remembers it, so that the decoders, which believe nothing anyway, go on.
#include "checks/imports/opened_file_linux.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "checks/base/descriptor_linux.hpp"

namespace preflight::imports {

namespace {

struct Range {
  std::atomic<std::uintptr_t> begin{0}, end{0};
  std::atomic<bool> cut{false};
};

// Read by the handler, which may take no lock. A range is free again when its `end` is 0.
constexpr std::size_t most_ranges = 8192;
Range ranges[most_ranges];  // NOLINT: all zero, so it costs nothing at start
std::atomic<std::size_t> used_ranges{0};
std::mutex ranges_mutex;
struct sigaction earlier {};

void put_zeros(int signal, siginfo_t* info, void* context) {
  const auto address = reinterpret_cast<std::uintptr_t>(info->si_addr);
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  const auto used = used_ranges.load();
  for (std::size_t i = 0; i < used; ++i) {
    auto& range = ranges[i];
    if (address < range.begin.load() || address >= range.end.load()) continue;
    range.cut = true;
    void* at = reinterpret_cast<void*>(address / page * page);
    if (mmap(at, page, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED)
      return;
  }
  // None of ours: as if this handler were not there.
  sigaction(signal, &earlier, nullptr);
  if ((earlier.sa_flags & SA_SIGINFO) != 0 && earlier.sa_sigaction != nullptr)
    earlier.sa_sigaction(signal, info, context);
}

void guard() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action {};
    action.sa_sigaction = put_zeros;
    action.sa_flags = SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, &earlier);
  });
}

Range* take_range(void* begin, std::size_t size) {
  const std::lock_guard lock(ranges_mutex);
  const auto used = used_ranges.load();
  Range* free = nullptr;
  for (std::size_t i = used; i > 0 && free == nullptr && used == most_ranges; --i)
    if (ranges[i - 1].end.load() == 0) free = &ranges[i - 1];
  if (free == nullptr && used < most_ranges) {
    free = &ranges[used];
    used_ranges = used + 1;
  }
  if (free == nullptr) return nullptr;
  free->cut = false;
  free->begin = reinterpret_cast<std::uintptr_t>(begin);
  free->end = reinterpret_cast<std::uintptr_t>(begin) + size;
  return free;
}

// To unmap a file costs as much as to map it, and the end of the process does it for all at once.
// So what is done with waits here, up to a bound that only a long run meets.
void retire(void* begin, std::size_t size) {
  constexpr std::size_t most_retired = 2048;
  struct Retired {
    std::mutex mutex{};
    std::vector<std::pair<void*, std::size_t>> mappings{};
  };
  // Never destroyed: a check that was given up may come by while the process ends.
  static auto& retired = *new Retired;
  const std::lock_guard lock(retired.mutex);
  retired.mappings.emplace_back(begin, size);
  if (retired.mappings.size() < most_retired) return;
  for (const auto& [at, bytes] : retired.mappings) munmap(at, bytes);
  retired.mappings.clear();
}

/// How many files may stay open, to be mapped later; the others are mapped at once. The rest of
/// what a process may open (RLIMIT_NOFILE) is for its other work.
std::size_t most_open() {
  static const std::size_t most = [] {
    constexpr rlim_t usual = 256;
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return rlim_t{0};
    return std::min(usual, limit.rlim_cur / 4);
  }();
  return most;
}
std::atomic<std::size_t> open_count{0};

/// Open until it is mapped; then the mapping holds it.
class LinuxFile {
 public:
  LinuxFile(Descriptor fd, std::size_t size) : fd_(std::move(fd)), size_(size) { ++open_count; }
  LinuxFile(const LinuxFile&) = delete;
  LinuxFile& operator=(const LinuxFile&) = delete;
  ~LinuxFile() {
    if (fd_) --open_count;
    if (range_ != nullptr) range_->end = 0;
    if (begin_ != nullptr) retire(begin_, size_);
  }

  std::variant<Bytes, SystemError> map() {
    const std::lock_guard lock(mutex_);
    if (!fd_) return bytes_;
    guard();
    void* begin = mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, fd_.get(), 0);
    if (begin == MAP_FAILED) return last_error();
    range_ = take_range(begin, size_);
    if (range_ != nullptr) {
      begin_ = begin;
      bytes_ = {static_cast<const std::uint8_t*>(begin), size_};
    } else {
      munmap(begin, size_);
      if (const auto error = copy()) return *error;
    }
    fd_ = Descriptor();
    --open_count;
    return bytes_;
  }

  /// Not of a file that is mapped.
  bool read(std::uint64_t offset, std::span<std::uint8_t> to) {
    const auto got = pread(fd_.get(), to.data(), to.size(), static_cast<off_t>(offset));
    return got == static_cast<ssize_t>(to.size());
  }

  [[nodiscard]] bool is_cut() {
    const std::lock_guard lock(mutex_);
    return range_ != nullptr && range_->cut;
  }

 private:
  /// More files than there are ranges are read as a copy: it cannot be cut short.
  std::optional<SystemError> copy() {
    copy_.resize(size_);
    std::size_t have = 0;
    while (have < size_) {
      const auto got =
          pread(fd_.get(), copy_.data() + have, size_ - have, static_cast<off_t>(have));
      if (got < 0) return last_error();
      if (got == 0) break;
      have += static_cast<std::size_t>(got);
    }
    copy_.resize(have);
    bytes_ = copy_;
    return std::nullopt;
  }

  std::mutex mutex_{};
  Descriptor fd_;  ///< until it is mapped
  std::size_t size_;
  void* begin_{};  ///< of the mapping
  Range* range_{};
  std::vector<std::uint8_t> copy_{};
  Bytes bytes_{};
};

CannotOpen cannot_open(int error) {
  const auto fault = error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG
                         ? OpenFault::missing
                     : error == EACCES || error == EPERM ? OpenFault::denied
                                                         : OpenFault::failed;
  return {fault, {error}};
}

}  // namespace

std::variant<OpenedFile, CannotOpen> open_file(int descriptor) {
  // O_NONBLOCK in what opened it: no FIFO lets us wait.
  Descriptor fd(descriptor);
  if (!fd) return cannot_open(errno);
  struct stat status {};
  if (fstat(fd.get(), &status) != 0) return cannot_open(errno);
  if (S_ISDIR(status.st_mode)) return CannotOpen{OpenFault::directory, {}};
  if (!S_ISREG(status.st_mode)) return CannotOpen{OpenFault::not_a_file, {}};
  OpenedFile opened;
  opened.identity = {status.st_dev, status.st_ino, 0};
  opened.size = static_cast<std::uint64_t>(status.st_size);
  if (opened.size == 0) return opened;
  auto file = std::make_shared<LinuxFile>(std::move(fd), static_cast<std::size_t>(opened.size));
  // What they hold is a bare pointer: `keep` has it, and a function of more would be allocated.
  opened.map = [file = file.get()] { return file->map(); };
  opened.changed = [file = file.get()] { return file->is_cut(); };
  if (open_count <= most_open())
    opened.read = [file = file.get()](std::uint64_t offset, std::span<std::uint8_t> to) {
      return file->read(offset, to);
    };
  else if (const auto mapped = file->map(); std::holds_alternative<SystemError>(mapped))
    return cannot_open(std::get<SystemError>(mapped).code);
  opened.keep = std::move(file);
  return opened;
}

}  // namespace preflight::imports
