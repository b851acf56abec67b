#include "checks/process/proc_pid.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(proc_pid) {
  using namespace preflight;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto arguments = parse_command_line(text);
  if (!arguments.empty() && arguments.back().empty()) __builtin_trap();
  (void)quote_command_line(arguments);
  (void)parse_proc_status(text);
  if (const auto stat = parse_proc_stat(text)) (void)process_name(*stat, arguments);
  return 0;
}
