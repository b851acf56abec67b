// From pids to processes: who is in the way, who else has the database open.
#pragma once

#include "checks/base/deadline.hpp"
#include "checks/database/look.hpp"

namespace preflight::database {

/// Fills `blockers`, `openers` and `pin` of the facts. Lists the descriptors of all processes only
/// where nothing cheaper tells what is asked.
void name_owners(const Query& query, const Place& place, Elsewhere elsewhere, Facts& facts,
                 Deadline deadline);

}  // namespace preflight::database
