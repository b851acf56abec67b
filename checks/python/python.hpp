// The room `python`: does this Python start, and can it import these modules, in surroundings like
// those of a service: no user site, no variables of the user, a working directory that holds
// nothing of the application?
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/check.hpp"
#include "checks/python/answer.hpp"
#include "checks/python/location.hpp"

namespace preflight::python {

struct Query {
  std::string program{};               ///< a path, or a name to be found in a service's PATH
  std::vector<std::string> modules{};  ///< dotted names, each once
};

/// One start of the interpreter, and what came of it.
struct Run {
  SystemError start{};  ///< why it could not be started
  std::optional<int> exit_code{}, signal{};
  bool timed_out{};
  bool left_behind{};
  Answer answer{};
  std::string errors{};  ///< standard error, its first kilobytes
};

/// What the resolver of libraries says about a file that could not be loaded.
struct Library {
  std::string file{};
  Findings findings{};  ///< of the room `imports`
};

struct Module {
  std::string name{};
  bool begun{};  ///< false: the time was over before
  Run run{};
  Answer as_user{};   ///< where it is missing: looked for with all that the user has
  bool hidden{};      ///< it lies in the site-packages that a ._pth file leaves out
  Library library{};  ///< of an extension that could not be loaded
};

struct Facts {
  bool windows{};
  Location location{};
  std::string folder{};  ///< the working directory
  Run run{};             ///< without a module
  Library library{};     ///< of the interpreter itself, where it does not start
  std::vector<Module> modules{};
};

/// Whole and dotted names of Python only: whoever asks cannot hand over code.
bool is_module_name(std::string_view name);

std::variant<Query, UsageError> parse(const Request& request);
Facts probe(const Query& query, Deadline deadline);
Findings judge(const Query& query, const Facts& facts);

/// What the judge says of the facts, with the line for a person.
Outcome judged(const Query& query, const Facts& facts);

Value to_record(const Query& query, const Facts& facts);
Prepared replay(const Value& record);

/// "python3: requests, flask".
std::string target_of(const Query& query);

Check check();

}  // namespace preflight::python
