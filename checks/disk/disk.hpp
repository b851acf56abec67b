// The room `disk`: is so much free for this user where this path lies?
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "checks/base/deadline.hpp"
#include "checks/base/size.hpp"
#include "checks/base/system_error.hpp"
#include "checks/check.hpp"

namespace preflight::disk {

struct Query {
  std::string path{};
  Size asked{};
};

struct Facts {
  bool windows{};
  std::string looked_at{};  ///< the path, or the nearest folder above it that is there
  SystemError error{};      ///< why it could not be asked
  bool sized{};             ///< false: the file system tells no size (proc, a tmpfs without limit)
  /// What this user may still write: without what is set aside for root, within its quota. Bytes.
  std::uint64_t free{};
  /// What this user could have at most: used and free together, as the percentage of df(1).
  std::uint64_t total{};
  bool by_quota{};  ///< the quota is nearer than the end of the disk
};

/// PATH:SIZE, parted at the last colon: "C:\logs:10%".
std::variant<Query, UsageError> parse(const Request& request);

/// statvfs(3), quotactl_fd(2); GetDiskFreeSpaceExW.
Facts probe(const Query& query, Deadline deadline);

Findings judge(const Query& query, const Facts& facts);
/// What the judge says of the facts, with the line for a person.
Outcome judged(const Query& query, const Facts& facts);

Value to_record(const Query& query, const Facts& facts);
Prepared replay(const Value& record);

Check check();

}  // namespace preflight::disk
