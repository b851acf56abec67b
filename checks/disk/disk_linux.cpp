#include "checks/disk/disk.hpp"

#include <fcntl.h>
#include <linux/quota.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "checks/base/descriptor_linux.hpp"
#include "checks/base/path_parts.hpp"

namespace preflight::disk {

namespace {

// From the path up; only what is not there sends it higher.
bool find_existing(const std::string& path, Facts& facts, struct statvfs& fs) {
  auto pieces = path_parts(path, false);
  if (pieces.empty() || pieces.front() != "/") pieces.insert(pieces.begin(), ".");
  pieces.back() = pieces.size() == 1 ? pieces.back() : path;
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
    facts.looked_at = *piece;
    if (statvfs(piece->c_str(), &fs) == 0) return true;
    facts.error = last_error();
    if (facts.error.code != ENOENT) return false;
  }
  return false;
}

// quotactl_fd(2), Linux 5.14. A user may always ask for its own; most file systems have none.
void ask_quota(Facts& facts) {
  const Descriptor place{open(facts.looked_at.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (!place || geteuid() == 0) return;
  if_dqblk quota{};
  if (syscall(SYS_quotactl_fd, place.get(), QCMD(Q_GETQUOTA, USRQUOTA), geteuid(), &quota) != 0)
    return;
  if ((quota.dqb_valid & QIF_BLIMITS) == 0 || quota.dqb_bhardlimit == 0) return;
  const auto limit = std::uint64_t{quota.dqb_bhardlimit} * QIF_DQBLKSIZE;
  const auto left = limit - std::min<std::uint64_t>(limit, quota.dqb_curspace);
  if (left >= facts.free) return;
  facts.by_quota = true;
  facts.free = left;
  facts.total = limit;
}

}  // namespace

Facts probe(const Query& query, Deadline) {
  Facts facts;
  struct statvfs fs {};
  if (!find_existing(query.path, facts, fs)) return facts;
  facts.error = {};
  facts.sized = fs.f_blocks != 0;
  // f_bavail is what is left without root's share; df(1) counts the used and that as the whole.
  facts.free = std::uint64_t{fs.f_bavail} * fs.f_frsize;
  facts.total = (std::uint64_t{fs.f_blocks} - fs.f_bfree + fs.f_bavail) * fs.f_frsize;
  ask_quota(facts);
  return facts;
}

}  // namespace preflight::disk
