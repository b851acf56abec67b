// What `systemctl show` says of a unit, as lines KEY=VALUE; see systemctl(1),
// org.freedesktop.systemd1(5). Pure; fuzzed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace preflight::service {

/// The properties that are asked for, with commas between them, as `-p` takes them.
std::string shown_properties();

/// Of what a command line is a part: ExecCondition=, ExecStartPre=, ExecStart=.
enum class Stage { condition, before, start };

/// One command line of the unit, and how it ended last.
struct Command {
  Stage stage{Stage::start};
  std::string path{};  ///< absolute, or a bare name that systemd looks for in its own path
  /// All words with blanks between them. systemd shows no quotes, so a word with a blank in it
  /// cannot be told from two.
  std::string line{};
  bool may_fail{};     ///< "-" before the path
  std::string code{};  ///< "exited", "killed", "dumped"; empty: it was not run or runs still
  int status{};        ///< exit status, or number of the signal
};

struct EnvironmentFile {
  std::string path{};
  bool may_miss{};  ///< "-" before the path
};

/// As systemd says it; a text that was not shown is empty. Times are microseconds since the machine
/// started, 0: never.
struct Unit {
  std::string id{}, load_state{}, load_error{}, active_state{}, sub_state{}, result{};
  std::string unit_file_state{}, fragment_path{}, type{}, restart{}, status_text{}, job{};
  std::string user{}, group{}, working_directory{}, root_directory{}, notify_access{};
  bool need_reload{}, transient{}, dynamic_user{}, may_miss_directory{};
  bool condition_result{}, assert_result{};
  std::uint64_t condition_at{}, assert_at{}, active_at{}, inactive_at{};
  int main_code{};    ///< 0: none, 1: exited, 2: killed, 3: dumped (SIGCHLD's si_code)
  int main_status{};  ///< exit status or signal
  std::uint32_t main_pid{};
  std::uint64_t restarts{}, start_limit_burst{};
  std::string start_timeout{}, start_limit_interval{};  ///< as systemd writes spans: "1min 30s"
  std::vector<Command> commands{};                      ///< in the order in which they are run
  std::vector<std::string> environment{};               ///< "NAME=value"
  std::vector<EnvironmentFile> environment_files{};
  std::vector<std::string> drop_ins{};
  std::vector<std::string> requires_units{};  ///< Requires=, Requisite=, BindsTo=
  std::vector<std::string> triggered_by{};
};

/// One unit. Keys that were not asked for are passed over; nothing is believed that is not there.
Unit decode_show(std::string_view text);

/// Several units, as `show A B` gives them with an empty line between them.
std::vector<Unit> decode_shows(std::string_view text);

}  // namespace preflight::service
