// How a file or folder that was looked at is recorded.
#pragma once

#include "checks/base/record_types.hpp"
#include "checks/path/path.hpp"

namespace preflight::path {

PREFLIGHT_RECORD_ENUM(Obstacle, none, missing, broken_link, link_loop, not_a_folder, wrong_kind,
                      denied, in_use, read_only, full, no_inodes, quota, immutable, append_only)
PREFLIGHT_RECORD(Query, path, writable)
PREFLIGHT_RECORD(Ownership, user, group, mode, ours)
PREFLIGHT_RECORD(Facts, windows, obstacle, at, link_target, kind, owner, user, elevated, error,
                 left_behind)

constexpr std::string_view always_recorded(const Facts*) { return "obstacle"; }

}  // namespace preflight::path
