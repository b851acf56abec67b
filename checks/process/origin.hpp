// How a process came to run, in words. Pure: only what the facts prove is said.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/finding.hpp"

namespace preflight {

/// What a program is to the processes it starts, by its name alone ("bash", "py.exe"). Names are
/// compared without their extension and without regard to case.
enum class Starter {
  none,
  shell,       ///< waits for what was typed into it
  launcher,    ///< starts one program and waits for it: npm, py.exe, uv
  supervisor,  ///< starts it again when it ends: nodemon, supervisord
};

Starter starter_kind(std::string_view name);

/// Has this unit of systemd only started the process that is called so, for somebody else? What
/// cron, at and sshd start stays in their control group. Stopping such a unit would not end it
/// (KillMode=process), but take cron away from all others.
bool started_for_others(std::string_view unit, std::string_view process);

struct OriginFacts {
  std::optional<std::string> service{};    ///< in words: "systemd unit app.service"
  std::optional<std::string> container{};  ///< other than the one we run in
  std::string container_runtime{};
  std::optional<ParentProcess> parent{};  ///< the living parent
  bool venv_launcher{};  ///< the parent is proved to be the launcher of a Python venv
  /// Why the parent is known to be gone: "re-parented to pid 1".
  std::optional<std::string> orphan{};
};

/// Nothing where nothing is known for sure.
std::optional<std::string> started_by(const OriginFacts& facts);

}  // namespace preflight
