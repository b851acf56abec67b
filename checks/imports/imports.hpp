// The room `imports`: which libraries does a program load, where is each found and why there, and
// what is missing? For programs of Windows and of Linux, on either system.
#pragma once

#include <atomic>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/base/gap.hpp"
#include "checks/base/steps.hpp"
#include "checks/check.hpp"
#include "checks/imports/closure.hpp"
#include "checks/imports/linux_packages.hpp"

namespace preflight::imports {

/// What a program finds around it when another than the caller starts it: a service, for one.
struct Environment {
  std::vector<std::string> path{};          ///< folders of PATH; for programs of Windows
  std::string current_folder{};             ///< where it starts; for programs of Windows
  std::vector<std::string> library_path{};  ///< LD_LIBRARY_PATH; for programs of Linux
  std::vector<std::string> preload{};       ///< LD_PRELOAD
};

struct Query {
  std::string file{};                 ///< a program, a library, or a folder
  std::string sysroot{};              ///< holds the system that it is for; empty: this one
  std::vector<std::string> search{};  ///< more folders to look at
  bool flat{};                        ///< a list, no tree
  bool inspect{};                     ///< by hand: show the tree
  bool facts{true};                   ///< somebody will see them
  bool all_symbols{};                 ///< undefined symbols of all libraries, not of FILE alone
  std::shared_ptr<Steps> steps{};     ///< the files of a folder are counted here; or none
  std::optional<Environment> environment{};  ///< nothing: the caller's own
  bool as_python{};                          ///< libraries are loaded as extensions of Python
  std::string python_folder{};               ///< of python.exe; empty: looked for above the file
};

struct Facts {
  bool is_folder{};
  std::vector<Closure> closures{};  ///< one, or one for each program and library of the folder
  std::size_t files_seen{};         ///< in the folder, programs or not
  LinuxPackages packages{};         ///< of the system that a program of Linux is for
  Gaps gaps{};
  std::shared_ptr<void> keep{};  ///< what the closures point to
};

std::variant<Query, UsageError> parse(const Request& request);
Facts probe(const Query& query, Deadline deadline);
Findings judge(const Query& query, const Facts& facts);

Value to_json(const Query& query, const Facts& facts);

/// The libraries as a tree, each opened once, or as a list.
Outline outline(const Query& query, const Facts& facts);

/// From the program to library `index`: "app -> libb.so.2 -> liba.so.1".
std::string chain(const Closure& closure, std::size_t index);

/// What the judge says of the facts, with the line for a person.
Outcome judged(const Query& query, const Facts& facts);

Value to_record(const Query& query, const Facts& facts);
Prepared replay(const Value& record);

Check check();

}  // namespace preflight::imports
