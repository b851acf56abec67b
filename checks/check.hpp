// What a check is: a row of data in the table of checks/registry.cpp. Command line, help,
// `preflight list` and the docs follow from the row; the engine (checks/run.hpp) knows no check.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "checks/base/deadline.hpp"
#include "checks/base/steps.hpp"
#include "report/finding.hpp"

namespace preflight {

/// An option of the command line. `value` empty means a flag.
struct Option {
  std::string_view name{};           ///< "--port"
  std::string_view short_name{};     ///< "-p", or empty
  std::string_view value{};          ///< "SPEC"
  std::string_view help{};           ///< one line
  std::string_view default_value{};  ///< as shown in the help
  bool repeatable{};                 ///< a setting that may have several values; targets always may
  /// Whether this text of it names a file, which a configuration gives as seen from its own folder;
  /// null: none does.
  bool (*names_file)(std::string_view text){};
  /// A setting that names something to look at: without a target of its check nothing would be, so
  /// that is wrong usage.
  bool needs_target{};
};

/// For `Option::names_file`: every text does.
inline bool any_file(std::string_view) { return true; }

struct FindingCode {
  std::string_view code{};     ///< "port.in-use"
  std::string_view meaning{};  ///< one line, for `preflight list` and `explain`
};

/// One thing that the user asked to be looked at.
struct Request {
  std::string target{};  ///< the text behind the option, as it was typed
  /// The settings of the room that were given: option name ("--db-timeout") and text ("" for a
  /// flag).
  std::vector<std::pair<std::string, std::string>> settings{};
  /// Asked by hand (`preflight port 8000`): show all there is, even where nothing is wrong.
  bool inspect{};
  /// --verbose: what takes long and is seldom asked for may be looked at too.
  bool verbose{};
  /// False: nobody will see `Outcome::facts`, and what is costly to put into them may be left out.
  bool facts{true};
  /// `Outcome::record` is wanted.
  bool record{};

  /// Text of a setting; nothing where it was not given. The last one given wins.
  [[nodiscard]] std::optional<std::string_view> setting(std::string_view name) const {
    std::optional<std::string_view> found;
    for (const auto& [key, text] : settings)
      if (key == name) found = text;
    return found;
  }
};

/// Wrong usage: exit code 2, one line that names the option and what is wrong with its text.
struct UsageError {
  std::string message{};  ///< "--port: '80x' is not a port (1 to 65535)"
};

/// What one look at one target gave. Status and verdict follow from the findings, in
/// report/report.cpp and nowhere else.
struct Outcome {
  std::string summary{};  ///< one line for a person: "free", "held by python3 (8812)"
  Findings findings{};    ///< any order
  Value facts{};          ///< object, or null
  bool skipped{};         ///< not for this system; `summary` says why
  Outline outline{};      ///< shown to who asked by hand; says no more than `facts`
  Value record{};  ///< question and facts as the judge had them, for `Check::replay`; or null
};

/// A prepared look: may be run again and again (`--wait`), on any thread, one at a time.
struct Job {
  std::string check{};   ///< "port"
  std::string target{};  ///< normalised: "0.0.0.0:8000/tcp"
  std::function<Outcome(Deadline)> run{};
  std::optional<Place> place{};          ///< where it was asked for
  std::shared_ptr<const Steps> steps{};  ///< counted by a look that may take long
  /// How long it may take, where that is its own affair and not the policy's.
  std::optional<std::chrono::milliseconds> timeout{};
};

using Prepared = std::variant<Job, UsageError>;

struct Check {
  std::string_view id{};       ///< "port"
  std::string_view summary{};  ///< one line: what it looks at and when it passes
  Option target{};  ///< the option of `check` that asks for it; empty name: no such option
  std::string_view command{};          ///< by hand: `preflight <command> TARGET...`; empty: none
  std::span<const Option> settings{};  ///< room-wide policy options, shared by all its targets
  std::span<const FindingCode> codes{};
  std::span<const std::string_view> systems{};  ///< "linux", "windows"
  Prepared (*prepare)(const Request&){};        ///< pure: asks nothing of the system
  /// A command by hand of another check that takes the option `target` too, among its own targets.
  std::string_view guest_of{};
  /// A job that judges what an earlier one recorded, on any system, and asks this one nothing.
  /// Null: what was found is taken as it was.
  Prepared (*replay)(const Value& record){};
};

/// The table. Static storage.
std::span<const Check> all_checks();

}  // namespace preflight
