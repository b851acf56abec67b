// Looking again at what failed, until it passes or the time is over. The engine's own.
#pragma once

#include "checks/run.hpp"
#include "checks/run_batch.hpp"

namespace preflight {

struct WaitResult {
  bool stopped{};    ///< `tell` said so
  bool abandoned{};  ///< a look was left behind on its thread
};

/// Each of `looked` that fails is looked at again on a thread of its own, with pauses of its own,
/// so that one that is slow holds no other up. `hung`, by job: looks that were given up before.
/// `start`: when the run began, which `policy.wait` counts from.
WaitResult wait_for(const Jobs& jobs, const RunPolicy& policy, std::vector<Looked>& looked,
                    std::vector<std::shared_ptr<Batch>> hung, std::shared_ptr<Bell> bell,
                    std::chrono::steady_clock::time_point start, const Tell& tell);

}  // namespace preflight
