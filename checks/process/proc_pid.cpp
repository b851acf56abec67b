#include "checks/process/proc_pid.hpp"

#include <array>

#include "checks/base/text.hpp"

namespace preflight {

namespace {

// The fields behind the name, of which the first is field 3 of proc_pid_stat(5).
constexpr std::size_t first_field = 3;
constexpr std::size_t start_time_field = 22;
using Fields = std::array<std::string_view, start_time_field - first_field + 1>;

std::optional<Fields> fields_behind_name(std::string_view text) {
  Fields fields{};
  for (auto& field : fields) {
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    field = text.substr(0, text.find_first_of(" \n"));
    if (field.empty()) return std::nullopt;
    text.remove_prefix(field.size());
  }
  return fields;
}

std::string_view first_word(std::string_view text) {
  text = trim(text);
  return text.substr(0, text.find_first_of(" \t"));
}

std::string_view second_word(std::string_view text) {
  text = trim(text);
  const auto at = text.find_first_of(" \t");
  return at == std::string_view::npos ? std::string_view{} : first_word(text.substr(at));
}

bool safe_in_a_shell(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= 'a' && byte <= 'z') || byte >= 0x80 ||
         std::string_view("-_./:=,+@%^").find(c) != std::string_view::npos;
}

}  // namespace

std::optional<ProcStat> parse_proc_stat(std::string_view text) {
  const auto open = text.find('(');
  const auto close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open)
    return std::nullopt;
  const auto pid = parse_u32(trim(text.substr(0, open)));
  const auto fields = fields_behind_name(text.substr(close + 1));
  if (!pid || !fields || fields->front().size() != 1) return std::nullopt;

  const auto field = [&](std::size_t number) { return (*fields)[number - first_field]; };
  const auto parent = parse_u32(field(4));
  const auto flags = parse_u32(field(9));
  const auto threads = parse_unsigned(field(20));
  const auto start = parse_unsigned(field(start_time_field));
  if (!parent || !flags || !threads || !start) return std::nullopt;
  ProcStat stat;
  stat.pid = *pid;
  stat.comm = text.substr(open + 1, close - open - 1);
  stat.state = field(3).front();
  stat.parent = *parent;
  // Negative in an ancestor's view of a pid namespace; 0 then, "not known here".
  stat.group = parse_u32(field(5)).value_or(0);
  stat.session = parse_u32(field(6)).value_or(0);
  stat.flags = *flags;
  stat.threads = *threads;
  stat.start_ticks = *start;
  return stat;
}

ProcStatus parse_proc_status(std::string_view text) {
  ProcStatus status;
  for (const auto line : split(text, '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) continue;
    const auto key = line.substr(0, colon);
    const auto value = line.substr(colon + 1);
    if (key == "Uid") {
      status.real_user = parse_u32(first_word(value));
      status.effective_user = parse_u32(second_word(value));
    } else if (key == "voluntary_ctxt_switches" || key == "nonvoluntary_ctxt_switches") {
      if (const auto count = parse_unsigned(trim(value)))
        status.context_switches = status.context_switches.value_or(0) + *count;
    }
  }
  return status;
}

std::vector<std::string> parse_command_line(std::string_view bytes) {
  while (!bytes.empty() && bytes.back() == '\0') bytes.remove_suffix(1);
  std::vector<std::string> arguments;
  if (bytes.empty()) return arguments;
  for (const auto argument : split(bytes, '\0')) arguments.emplace_back(argument);
  return arguments;
}

std::string quote_argument(const std::string& argument) {
  bool plain = !argument.empty();
  for (const char c : argument) plain = plain && safe_in_a_shell(c);
  if (plain) return argument;
  std::string quoted = "'";
  for (const char c : argument) {
    if (c == '\'')
      quoted += "'\\''";
    else
      quoted += c;
  }
  return quoted + "'";
}

std::string quote_command_line(const std::vector<std::string>& arguments) {
  if (arguments.size() == 1) return arguments.front();
  std::string line;
  for (const auto& argument : arguments) {
    if (!line.empty()) line += ' ';
    line += quote_argument(argument);
  }
  return line;
}

std::string process_name(const ProcStat& stat, const std::vector<std::string>& arguments) {
  constexpr std::size_t comm_limit = 15;
  if (stat.comm.size() < comm_limit || arguments.empty()) return stat.comm;
  std::string_view program = arguments.front();
  program.remove_prefix(program.rfind('/') + 1);  // npos + 1 is 0
  return program.substr(0, comm_limit) == stat.comm ? std::string(program) : stat.comm;
}

}  // namespace preflight
