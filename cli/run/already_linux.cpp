#include <unistd.h>

#include <array>
#include <climits>
#include <cstdlib>

#include "checks/process/proc_file_linux.hpp"
#include "checks/process/proc_pid.hpp"
#include "cli/run/already.hpp"

namespace preflight::run {

namespace {

std::string current_folder() {
  std::array<char, PATH_MAX> buffer{};
  return getcwd(buffer.data(), buffer.size()) != nullptr ? buffer.data() : "";
}

std::string resolved(const std::string& path) {
  std::array<char, PATH_MAX> buffer{};
  return realpath(path.c_str(), buffer.data()) != nullptr ? buffer.data() : path;
}

}  // namespace

std::optional<Running> running(std::uint32_t pid) {
  // proc_pid_exe(5): so of a file that was replaced, by a newer build for one.
  constexpr std::string_view deleted = " (deleted)";
  const auto folder = open_proc(pid);
  if (!folder) return std::nullopt;
  auto program = read_link(folder.get(), "exe");
  auto place = read_link(folder.get(), "cwd");
  const auto line = read_small_file(folder.get(), "cmdline");
  if (!program || !place || !line) return std::nullopt;
  if (program->ends_with(deleted)) program->resize(program->size() - deleted.size());
  return Running{*std::move(program), parse_command_line(*line), *std::move(place)};
}

Wanted wanted(const std::vector<std::string>& command, const ProgramFacts& program) {
  const auto path = program.script ? program.path : resolved(program.path);
  return {{path, command, current_folder()}, program.script, false};
}

}  // namespace preflight::run
