#include <sys/statvfs.h>

#include <cerrno>

#include "checks/imports/policy.hpp"

namespace preflight::imports {

std::optional<Refusal> refusal_of(const std::string& path) {
  // mmap(2): EPERM where PROT_EXEC is asked of a file on a mount with noexec.
  struct statvfs mount {};
  if (statvfs(path.c_str(), &mount) != 0 || (mount.f_flag & ST_NOEXEC) == 0) return std::nullopt;
  return Refusal{{EPERM}, "its mount forbids to run anything (noexec)"};
}

}  // namespace preflight::imports
