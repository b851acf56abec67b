// How the room on a disk is recorded.
#pragma once

#include "checks/base/record_size.hpp"
#include "checks/base/record_types.hpp"
#include "checks/disk/disk.hpp"

namespace preflight::disk {

PREFLIGHT_RECORD(Query, path, asked)
PREFLIGHT_RECORD(Facts, windows, looked_at, error, sized, free, total, by_quota)

}  // namespace preflight::disk
