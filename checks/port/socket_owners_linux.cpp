#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <mutex>
#include <string>
#include <thread>

#include "checks/base/descriptor_linux.hpp"
#include "checks/base/helper_thread.hpp"
#include "checks/base/text.hpp"
#include "checks/port/sockets_linux.hpp"

namespace preflight::port {

namespace {

// getdents64(2); glibc's readdir would allocate for each of thousands of folders.
struct Entry {
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t length;
  std::uint8_t type;
  char name[1];
};

/// Calls `visit` with each name that begins with a digit; false, with errno set, on a failure.
template <class Visit>
bool each_number(int folder, Visit visit) {
  alignas(Entry) std::array<char, 16 * 1024> buffer;
  for (;;) {
    const auto got = syscall(SYS_getdents64, folder, buffer.data(), buffer.size());
    if (got <= 0) return got == 0;
    for (long at = 0; at < got;) {
      const auto* entry = reinterpret_cast<const Entry*>(buffer.data() + at);
      const char* name = static_cast<const char*>(entry->name);
      if (*name >= '0' && *name <= '9') visit(name);
      at += entry->length;
    }
  }
}

/// "socket:[12345]": the text of the link needs no access to the socket's file system.
std::uint64_t socket_inode(int folder, const char* name) {
  std::array<char, 64> target{};
  const auto length = readlinkat(folder, name, target.data(), target.size());
  const std::string_view text{target.data(), length > 0 ? static_cast<std::size_t>(length) : 0};
  if (!text.starts_with("socket:[") || !text.ends_with(']')) return 0;
  return parse_unsigned(text.substr(8, text.size() - 9)).value_or(0);
}

enum class Seen { yes, no, gone };

Seen look_into(int proc, const std::string& pid, std::vector<Socket>& sockets, std::mutex& guard) {
  const Descriptor folder{openat(proc, (pid + "/fd").c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!folder) return errno == EACCES || errno == EPERM ? Seen::no : Seen::gone;
  const auto number = static_cast<std::uint32_t>(parse_unsigned(pid).value_or(0));
  const bool whole = each_number(folder.get(), [&](const char* name) {
    const auto inode = socket_inode(folder.get(), name);
    if (inode == 0) return;
    for (auto& socket : sockets) {
      if (socket.inode != inode) continue;
      const std::lock_guard lock(guard);
      if (socket.pids.empty() || socket.pids.back() != number) socket.pids.push_back(number);
    }
  });
  return whole ? Seen::yes : errno == EACCES ? Seen::no : Seen::gone;
}

std::vector<std::string> all_pids(int proc) {
  std::vector<std::string> pids;
  each_number(proc, [&](const char* name) { pids.emplace_back(name); });
  return pids;
}

void tidy(std::vector<std::uint32_t>& pids) {
  std::sort(pids.begin(), pids.end());
  pids.erase(std::unique(pids.begin(), pids.end()), pids.end());
}

}  // namespace

void find_owners(std::vector<Socket>& sockets, std::size_t& unseen_processes, Deadline deadline) {
  const Descriptor proc{open("/proc", O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  const auto pids = proc ? all_pids(proc.get()) : std::vector<std::string>{};
  std::atomic<std::size_t> next{0}, unseen{0};
  std::mutex guard;
  const auto work = [&] {
    for (auto i = next++; i < pids.size(); i = next++) {
      if (deadline.passed() || look_into(proc.get(), pids[i], sockets, guard) == Seen::no) ++unseen;
    }
  };
  // The walk is all waiting for the kernel's locks on other processes: a second thread pays where
  // there are many.
  constexpr std::size_t worth_a_thread = 64;
  std::thread second;
  if (pids.size() >= worth_a_thread && std::thread::hardware_concurrency() > 1)
    second = helper_thread(work);
  work();
  if (second.joinable()) second.join();
  for (auto& socket : sockets) tidy(socket.pids);
  unseen_processes = unseen + (pids.empty() ? 1 : 0);
}

}  // namespace preflight::port
