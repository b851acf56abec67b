#include "checks/memory/memory.hpp"

#include <windows.h>

namespace preflight::memory {

namespace {

using Kind = Bound::Kind;

// Of the job that this process is in. How much of it is used the system does not tell: the whole
// limit counts as left, so that it is never told as less than it is.
void ask_job(Facts& facts) {
  BOOL inside = FALSE;
  if (IsProcessInJob(GetCurrentProcess(), nullptr, &inside) == 0 || inside == FALSE) return;
  JOBOBJECT_EXTENDED_LIMIT_INFORMATION limits{};
  if (QueryInformationJobObject(nullptr, JobObjectExtendedLimitInformation, &limits, sizeof limits,
                                nullptr) == 0) {
    facts.gaps.push_back({"the job object of this process", last_error(), "could not be asked"});
    return;
  }
  const auto flags = limits.BasicLimitInformation.LimitFlags;
  if ((flags & JOB_OBJECT_LIMIT_JOB_MEMORY) != 0)
    facts.bounds.push_back({Kind::job, {}, limits.JobMemoryLimit, limits.JobMemoryLimit});
  if ((flags & JOB_OBJECT_LIMIT_PROCESS_MEMORY) != 0)
    facts.bounds.push_back({Kind::job, {}, limits.ProcessMemoryLimit, limits.ProcessMemoryLimit});
}

}  // namespace

Facts probe(const Query&, Deadline) {
  Facts facts;
  facts.windows = true;
  MEMORYSTATUSEX status{};
  status.dwLength = sizeof status;
  if (GlobalMemoryStatusEx(&status) == 0) {
    facts.gaps.push_back({"the memory of this machine", last_error(), "could not be asked"});
    return facts;
  }
  facts.bounds.push_back({Kind::physical, {}, status.ullTotalPhys, status.ullAvailPhys});
  // The "page file" of this structure is the commit limit: memory and page file together.
  facts.bounds.push_back({Kind::commit, {}, status.ullTotalPageFile, status.ullAvailPageFile});
  ask_job(facts);
  return facts;
}

}  // namespace preflight::memory
