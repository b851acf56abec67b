// A file in memory. One that is cut short while it is mapped ends in SIGBUS at the first access
// beyond its new end (mmap(2)); the handler puts zeros there instead and remembers it, so that the
// decoders, which believe nothing anyway, go on.
#include "checks/imports/mapped_file_linux.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <mutex>
#include <utility>
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

/// Owns a mapping, and its range.
class Mapping {
 public:
  Mapping(void* begin, std::size_t size, Range* range)
      : begin_(begin), size_(size), range_(range) {}
  Mapping(const Mapping&) = delete;
  Mapping& operator=(const Mapping&) = delete;
  ~Mapping() {
    if (range_ != nullptr) range_->end = 0;
    retire(begin_, size_);
  }
  [[nodiscard]] bool cut() const { return range_ != nullptr && range_->cut; }

 private:
  void* begin_;
  std::size_t size_;
  Range* range_;
};

CannotOpen cannot_open(int error) {
  const auto fault = error == ENOENT || error == ENOTDIR || error == ENAMETOOLONG
                         ? OpenFault::missing
                     : error == EACCES || error == EPERM ? OpenFault::denied
                                                         : OpenFault::failed;
  return {fault, {error}};
}

/// More files than there are ranges are read as a copy: it cannot be cut short.
std::variant<OpenedFile, CannotOpen> copied(int fd, OpenedFile opened, std::size_t size) {
  auto copy = std::make_shared<std::vector<std::uint8_t>>(size);
  std::size_t have = 0;
  while (have < size) {
    const auto got = pread(fd, copy->data() + have, size - have, static_cast<off_t>(have));
    if (got < 0) return cannot_open(errno);
    if (got == 0) break;
    have += static_cast<std::size_t>(got);
  }
  copy->resize(have);
  opened.bytes = *copy;
  opened.keep = std::move(copy);
  return opened;
}

}  // namespace

std::variant<OpenedFile, CannotOpen> map_file(int descriptor) {
  // O_NONBLOCK in what opened it: no FIFO lets us wait.
  Descriptor fd(descriptor);
  if (!fd) return cannot_open(errno);
  struct stat status {};
  if (fstat(fd.get(), &status) != 0) return cannot_open(errno);
  if (S_ISDIR(status.st_mode)) return CannotOpen{OpenFault::directory, {}};
  if (!S_ISREG(status.st_mode)) return CannotOpen{OpenFault::not_a_file, {}};
  OpenedFile opened;
  opened.identity = {status.st_dev, status.st_ino, 0};
  const auto size = static_cast<std::size_t>(status.st_size);
  if (size == 0) return opened;
  guard();
  void* begin = mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (begin == MAP_FAILED) return cannot_open(errno);
  auto* range = take_range(begin, size);
  if (range == nullptr) {
    munmap(begin, size);
    return copied(fd.get(), std::move(opened), size);
  }
  auto mapping = std::make_shared<Mapping>(begin, size, range);
  opened.bytes = {static_cast<const std::uint8_t*>(begin), size};
  opened.changed = [mapping = mapping.get()] { return mapping->cut(); };
  opened.keep = std::move(mapping);
  opened.read = [file = std::make_shared<const Descriptor>(std::move(fd))](
                    std::uint64_t offset, std::span<std::uint8_t> to) {
    const auto got = pread(file->get(), to.data(), to.size(), static_cast<off_t>(offset));
    return got == static_cast<ssize_t>(to.size());
  };
  return opened;
}

}  // namespace preflight::imports
