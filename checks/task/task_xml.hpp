// A task of the Windows Task Scheduler as XML: what `schtasks /query /xml` writes and
// %SystemRoot%\System32\Tasks holds. Elements and their defaults: Task Scheduler Schema of the
// Windows SDK (taskschd). Pure; fuzzed.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace preflight::task {

struct Trigger {
  std::string kind{};  ///< "BootTrigger", "LogonTrigger", "CalendarTrigger", ...
  bool enabled{true};
  std::optional<std::string> end_boundary{};
  bool repeats{};  ///< has a Repetition with an Interval
};

struct Action {
  std::string kind{};  ///< "Exec", "ComHandler", "SendEmail", "ShowMessage"
  std::string command{}, arguments{};
  std::optional<std::string> working_directory{};
};

/// Who it runs as. The texts are as they stand in the file; empty: not there.
struct Principal {
  std::string user_id{}, group_id{}, logon_type{}, run_level{};
};

/// With the schema's defaults where an element is not there.
struct Settings {
  bool enabled{true}, allow_start_on_demand{true};
  bool disallow_start_on_batteries{true}, stop_on_batteries{true};
  bool start_when_available{}, only_with_network{}, only_if_idle{}, hidden{};
  std::string multiple_instances{"IgnoreNew"};
  std::string execution_time_limit{"PT72H"};
  bool time_limit_given{};
  std::uint64_t priority{7};
  std::optional<std::string> restart_interval{}, restart_count{};
};

struct Task {
  std::vector<Trigger> triggers{};
  std::vector<Action> actions{};
  Principal principal{};
  Settings settings{};
  /// The file says it is UTF-16 and is not: the Task Scheduler refuses to import it.
  bool wrong_encoding{};
};

struct DecodedTask {
  std::optional<Task> task{};
  std::string error{};  ///< why there is none: "Start-end tags mismatch at byte 812"
};

/// UTF-16 of either order or UTF-8, with or without a byte order mark. No entity but XML's own five
/// is expanded.
DecodedTask decode_task(std::string_view bytes);

/// More than this is no task.
constexpr std::size_t largest_task = std::size_t{1} << 20;

}  // namespace preflight::task
