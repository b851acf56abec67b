// The descriptors and mappings of one process, compared with the files that are wanted. Only
// *_linux.cpp files include this.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/process/file_holders.hpp"
#include "checks/process/kernel_file_linux.hpp"

namespace preflight {

struct Target {
  FileIdentity identity{};  ///< as stat(2) tells it
  KernelFile kernel{};      ///< as maps and fdinfo tell it
};

enum class Seen {
  all,
  gone,    ///< there is no such process any more
  denied,  ///< its descriptors or mappings cannot be read
  part,    ///< the descriptors, but not the mappings
  late,    ///< the deadline passed
};

struct Walked {
  Seen seen{Seen::all};
  SystemError error{};
  std::size_t descriptors{};  ///< how many were looked at
};

/// The entries of an open folder that are numbers, by getdents64(2), each without being looked at.
/// False where they cannot be read.
bool list_numbers(int folder, std::vector<std::uint32_t>& numbers);

/// Adds to `found` where the process has one of `targets`.
Walked walk_process(std::uint32_t pid, std::span<const Target> targets, Deadline deadline,
                    std::vector<FileHolder>& found);

}  // namespace preflight
