// `preflight bundle`: looks, and writes a case for a ticket.
#pragma once

#include <string>
#include <vector>

#include "cli/app.hpp"
#include "cli/look.hpp"
#include "cli/plan.hpp"

namespace preflight::bundle {

/// Looks at what the plan names, takes the secrets out and writes the case. Standard output gets
/// what was written. The exit code is 0 where that is so, whatever the verdict, and else 3.
AppResult run_bundle(const BundlePlan& plan, const Surroundings& around);

}  // namespace preflight::bundle
