// The first seconds of a command: does the server answer, does it die, and of what?
#pragma once

#include <span>

#include "cli/app.hpp"
#include "cli/plan.hpp"
#include "cli/run/program.hpp"
#include "cli/run/starter.hpp"

namespace preflight::run {

struct Watching {
  const RunPlan& plan;
  const ProgramFacts& program;
  std::span<const Check> checks;
  const Surroundings& around;
};

/// Comes back when there is nothing more to watch for: the command has outlived its grace and
/// answered, or has ended and that was told.
void watch_start(const Watching& watching, Life& life);

/// How long a server may take to answer: as long as the gate waits, or one look may take.
std::chrono::milliseconds ready_limit(const RunPlan& plan);

}  // namespace preflight::run
