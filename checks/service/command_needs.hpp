// The ports and databases that a command line names plainly, and what the rooms for these say of
// them. Only options that servers use for their own address count ("--port 8000", "--bind
// 127.0.0.1:8000", "sqlite:///srv/app.db"); what could as well be somebody else's address does not.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/check.hpp"

namespace preflight::service {

struct CommandNeeds {
  std::vector<std::string> ports{};      ///< as --port takes them
  std::vector<std::string> databases{};  ///< as they stand there, perhaps relative
};

/// Pure; fuzzed.
CommandNeeds needs_of(std::span<const std::string> words);

/// Looks at them with the checks of the table, and adds what these find; `folder` is where relative
/// paths begin. The service must not run, for then it holds them itself.
void look_at_needs_of(std::span<const std::string> words, const std::string& folder,
                      Deadline deadline, Findings& findings);

}  // namespace preflight::service
