// Decoders of what /proc says about one process. Text in, values out; they open nothing and take
// any bytes: a process chooses its own name and command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace preflight {

/// /proc/PID/stat, proc_pid_stat(5).
struct ProcStat {
  std::uint32_t pid{};
  std::string comm{};  ///< at most 15 bytes for a process of a user; may hold any byte but NUL
  char state{};        ///< R S D Z T t X I ...
  std::uint32_t parent{};
  std::uint32_t group{};
  std::uint32_t session{};
  std::uint32_t flags{};        ///< PF_* of the kernel
  std::uint64_t threads{};      ///< more than 1 in state Z: only the first thread has ended
  std::uint64_t start_ticks{};  ///< since boot, in units of sysconf(_SC_CLK_TCK)

  [[nodiscard]] bool kernel_thread() const { return (flags & 0x0020'0000U) != 0; }  // PF_KTHREAD
};

/// The name stands in parentheses and may itself hold ") R 1": the last ')' ends it. Nothing where
/// a field up to the start time is missing or no number.
std::optional<ProcStat> parse_proc_stat(std::string_view text);

/// /proc/PID/status, proc_pid_status(5). A line that is missing leaves its value absent.
struct ProcStatus {
  std::optional<std::uint32_t> real_user{};
  std::optional<std::uint32_t> effective_user{};
  std::optional<std::uint64_t> context_switches{};  ///< voluntary and not, together
};

ProcStatus parse_proc_status(std::string_view text);

/// /proc/PID/cmdline: the arguments, each ended by NUL; trailing empty ones are padding of a
/// process that wrote its title there.
std::vector<std::string> parse_command_line(std::string_view bytes);

/// One word, quoted for the shell where it needs to be.
std::string quote_argument(const std::string& argument);

/// As one could type it into a shell. A lone argument stays as it is: it may be a title, "nginx:
/// master process".
std::string quote_command_line(const std::vector<std::string>& arguments);

/// The name to show: comm, or all of the program's name where comm was cut off at 15 bytes.
std::string process_name(const ProcStat& stat, const std::vector<std::string>& arguments);

}  // namespace preflight
