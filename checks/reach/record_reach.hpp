// How the way to another machine is recorded.
#pragma once

#include "checks/base/record_reaching.hpp"
#include "checks/reach/reach.hpp"

namespace preflight::reach {

PREFLIGHT_RECORD(Query, host, port)

}  // namespace preflight::reach
