// The machine and the user that a report was made on. Two bodies: host_linux.cpp, host_windows.cpp.
#pragma once

#include "report/report.hpp"

namespace preflight {

Host this_host();

}  // namespace preflight
