// The room `task`: what would keep a task of the Windows Task Scheduler from running as its author
// thinks? By its XML on either system, by its name on Windows.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/base/gap.hpp"
#include "checks/check.hpp"
#include "checks/task/dynamic_info.hpp"
#include "checks/task/task_xml.hpp"

namespace preflight::task {

struct Query {
  std::string
      target{};  ///< a file where it ends in ".xml", else the name of a task, "\Folder\Name"
  bool file{};
};

/// The program of an action, as this machine sees it.
struct ProgramLook {
  std::string path{};    ///< without quotes, variables filled in, found on PATH where it was so
  SystemError status{};  ///< why it is not there; 0: it is
  bool looked{};         ///< false where this machine cannot tell: a path of Windows on Linux
};

struct Facts {
  std::string unsupported{};         ///< why there is nothing to look at on this system
  std::string file{};                ///< what was read
  SystemError unread{};              ///< why it could not be read
  bool missing{};                    ///< `unread` says that it is not there
  std::vector<std::string> known{};  ///< "\Folder\Name" of all tasks; only where it is missing
  std::string known_unseen{};        ///< why they could not all be listed
  DecodedTask decoded{};
  std::vector<ProgramLook> programs{};  ///< one for each action
  std::optional<DynamicInfo> last_run{};
  Gaps gaps{};
  std::chrono::sys_seconds now{};
};

std::variant<Query, UsageError> parse(const Request& request);
Facts probe(const Query& query, Deadline deadline);
Findings judge(const Query& query, const Facts& facts);
Value to_json(const Facts& facts);
/// What the judge says of the facts, with the line for a person.
Outcome judged(const Query& query, const Facts& facts);

Value to_record(const Query& query, const Facts& facts);
Prepared replay(const Value& record);

Check check();

/// The line of the check: the worst finding, else that nothing was found, and what was not looked
/// at.
std::string summary_of(const Findings& findings);

/// The command of an action without the quotes around it.
std::string unquoted(const std::string& command);

}  // namespace preflight::task
