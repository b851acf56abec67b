// `preflight watch`: the same checks again and again, telling what changes.
#pragma once

#include "cli/app.hpp"
#include "cli/plan.hpp"

namespace preflight::watch {

/// Comes back when the rounds are over, when somebody ends it, or when nobody reads any more. The
/// exit code is that of `check` for how it stands then.
AppResult run_watch(const WatchPlan& plan, const Surroundings& around);

}  // namespace preflight::watch
