// The ports and databases that a command line names plainly, and what the rooms for these say of
// them. Only options that servers use for their own address count ("--port 8000", "--bind
// 127.0.0.1:8000", "sqlite:///srv/app.db"); what could as well be somebody else's address does not.
#pragma once

#include <optional>
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

/// What a check of the table said of one of them.
struct LookedAt {
  std::string check{};   ///< "port", "database"
  std::string target{};  ///< as the command line has it
  Findings findings{};
  Value record{};  ///< for `Check::replay`; or null
};

/// Looks at them with the checks of the table; `folder` is where relative paths begin. The service
/// must not run, for then it holds them itself. `record`: as of `Request::record`.
std::vector<LookedAt> look_at_needs_of(std::span<const std::string> words,
                                       const std::string& folder, bool record, Deadline deadline);

/// What was recorded of it, judged again; nothing where it cannot be.
std::optional<Findings> judged_again(const LookedAt& need);

/// What was found, as findings of the service.
void add_needs(std::span<const LookedAt> needs, Findings& findings);

}  // namespace preflight::service
