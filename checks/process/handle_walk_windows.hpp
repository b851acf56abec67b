// Who has these files open, by the handle table of the whole system. Only *_windows.cpp files
// include this.
#pragma once

#include <span>

#include "checks/process/file_holders.hpp"

namespace preflight {

/// Duplicates each file handle of each process that this user may look into and compares what it
/// stands for. A handle that does not answer (a pipe with a read pending keeps its file object
/// locked) is given up after a moment and stands in the gaps.
FileHolders walk_handles(std::span<const WantedFile> files, Deadline deadline);

}  // namespace preflight
