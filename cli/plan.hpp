// From the command line to a plan. The options of the checks come from their table; nothing here
// knows a check. Asks nothing of the system but a configuration, by what is handed in.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "checks/check.hpp"
#include "checks/run.hpp"
#include "cli/config.hpp"
#include "cli/config_file.hpp"
#include "cli/explain.hpp"
#include "cli/init/init.hpp"
#include "report/render.hpp"

namespace preflight {

enum class ColorChoice { automatic, always, never };
enum class ExitCodes { own, nagios, nssm };

struct Output {
  const Format* format{};
  bool format_given{};  ///< else a CI server that the program runs on may have one of its own
  std::vector<std::pair<const Format*, std::string>> reports{};  ///< --report FORMAT=FILE
  ColorChoice color{ColorChoice::automatic};
  bool quiet{}, verbose{};
  ExitCodes exit_codes{ExitCodes::own};
};

/// Whose facts are judged again, and when they were seen.
struct Recorded {
  Host host{};
  Timestamp at{};
};

/// Run these looks and report. What `check` and the commands by hand come to.
struct LookPlan {
  std::string command{};
  std::vector<Job> jobs{};
  RunPolicy policy{};
  Output output{};
  std::span<const Check> checks{};     ///< the table, for reports that explain their findings
  std::optional<Recorded> recorded{};  ///< nothing: this machine is looked at now
};

/// Pass the gate, then become the command.
struct RunPlan {
  LookPlan gate{};                     ///< may have no job
  std::vector<std::string> command{};  ///< its words, at least one
  std::chrono::milliseconds grace{};   ///< an end in this time is told of; 0: nobody watches
  std::optional<Job> ready{};          ///< passes when the server answers
};

/// The same looks again and again.
struct WatchPlan {
  LookPlan look{};
  std::chrono::milliseconds interval{};
  std::size_t count{};  ///< rounds; 0: until somebody ends it
  bool json{};          ///< lines of JSON instead of what a person reads
};

/// Look, and write a case for a ticket.
struct BundlePlan {
  LookPlan look{};
  std::string output{};  ///< a zip or a folder; empty: a zip here, named by host and time
  std::vector<std::string> logs{};  ///< files whose ends go into the case
  std::string config{};             ///< the configuration that was read; empty: none
  bool force{};                     ///< what is there is replaced
  bool no_users{};                  ///< names of users and hosts go as well
};

/// Print this and end with 0: help, version, list, schema.
struct TextPlan {
  std::string text{};
};

/// Print these answers; ends with 1 where one code is not known.
struct ExplainPlan {
  std::vector<Answer> answers{};
  bool json{}, verbose{};
  ColorChoice color{ColorChoice::automatic};
};

/// Look at a folder, write its preflight.json, show the lines that use it.
struct InitPlan {
  init::Wish wish{};
  std::vector<std::string> keys{};  ///< that a preflight.json may have
};

struct UsageFailure {
  std::string message{};  ///< one line
  bool json{};            ///< `--format json` was asked for: standard output gets an object as well
};

using Plan = std::variant<LookPlan, RunPlan, WatchPlan, BundlePlan, TextPlan, ExplainPlan, InitPlan,
                          UsageFailure>;

/// Where a plan gets what the words do not say. The file is read, and variables are looked up, only
/// where the words name a configuration or no target; an empty function has nothing.
struct Sources {
  std::function<FileText(const std::string& path)> read_file{};
  Environment environment{};
  /// The text of the facts of a case (cli/bundle/facts.hpp).
  std::function<FileText(const std::string& path)> read_case{};
};

Plan make_plan(std::span<const std::string> args, std::span<const Check> checks,
               const Sources& sources = {});

}  // namespace preflight
