#include "checks/process/origin.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "checks/base/text.hpp"

namespace preflight {

namespace {

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

// "-bash" is a login shell.
std::string plain_name(std::string_view name) {
  if (name.starts_with('-')) name.remove_prefix(1);
  auto plain = lower(name);
  if (plain.ends_with(".exe")) plain.resize(plain.size() - 4);
  return plain;
}

}  // namespace

Starter starter_kind(std::string_view name) {
  static constexpr std::array<std::string_view, 14> shells{
      "sh",  "bash", "dash", "zsh", "ksh",        "mksh", "ash",
      "csh", "tcsh", "fish", "cmd", "powershell", "pwsh", "busybox"};
  static constexpr std::array<std::string_view, 16> launchers{
      "npm",    "npx", "yarn",  "pnpm", "py",        "pyw",  "uv",  "uvx",
      "poetry", "pdm", "hatch", "tini", "dumb-init", "sudo", "env", "timeout"};
  static constexpr std::array<std::string_view, 10> supervisors{
      "nodemon", "supervisord", "pm2",  "watchmedo",    "watchfiles",
      "forever", "runsv",       "nssm", "s6-supervise", "air"};
  const auto plain = plain_name(name);
  if (one_of(shells, plain)) return Starter::shell;
  if (one_of(launchers, plain)) return Starter::launcher;
  if (one_of(supervisors, plain)) return Starter::supervisor;
  // npm and its like rename themselves: "npm run dev", "npm start".
  if (plain.starts_with("npm ") || plain.starts_with("yarn ")) return Starter::launcher;
  if (plain.starts_with("pm2 ")) return Starter::supervisor;
  return Starter::none;
}

bool started_for_others(std::string_view unit, std::string_view process) {
  // The unit, and what its own processes are called.
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 9> starters{{
      {"cron.service", "cron"},
      {"crond.service", "crond"},
      {"cronie.service", "crond"},
      {"fcron.service", "fcron"},
      {"anacron.service", "anacron"},
      {"atd.service", "atd"},
      {"ssh.service", "sshd"},
      {"sshd.service", "sshd"},
      {"user@.service", "systemd"},
  }};
  return std::any_of(starters.begin(), starters.end(), [&](const auto& one) {
    // "ssh@1.service" and "user@1000.service" are instances.
    const auto at = one.first.find_first_of(".@");
    const bool instance = unit.size() > at && unit.substr(0, at) == one.first.substr(0, at) &&
                          unit[at] == '@' && unit.ends_with(".service");
    return (unit == one.first || instance) && !process.starts_with(one.second);
  });
}

std::optional<std::string> started_by(const OriginFacts& facts) {
  if (facts.container) {
    if (facts.container_runtime.empty()) return fmt::format("container {}", *facts.container);
    return fmt::format("{} container {}", facts.container_runtime, *facts.container);
  }
  if (facts.service) return facts.service;
  if (facts.orphan) return fmt::format("orphan: its parent is gone ({})", *facts.orphan);
  if (!facts.parent) return std::nullopt;
  const auto& parent = *facts.parent;
  if (facts.venv_launcher) return fmt::format("venv launcher {} ({})", parent.name, parent.pid);
  switch (starter_kind(parent.name)) {
    case Starter::shell:
      return fmt::format("shell {} ({})", parent.name, parent.pid);
    case Starter::launcher:
      return fmt::format("launcher {} ({})", parent.name, parent.pid);
    case Starter::supervisor:
      return fmt::format("supervisor {} ({})", parent.name, parent.pid);
    case Starter::none:
      break;
  }
  return std::nullopt;
}

}  // namespace preflight
