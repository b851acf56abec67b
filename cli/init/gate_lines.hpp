// The lines that put preflight before a start, for each of those who can start a server. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "cli/init/survey.hpp"

namespace preflight::init {

struct Gate {
  std::string program{"preflight"};  ///< by its whole path, for who has no PATH of a user
  std::string folder{};              ///< of the project, whole
  std::string profile{};             ///< for a service; empty: none
  std::string container_profile{};
  std::string command{};  ///< what starts the server; empty: not known
  std::string service{};  ///< its name; empty: not known
  bool windows{};
  std::optional<NssmHooks> nssm{};  ///< where its program was seen
};

/// Of its preflight.json, whole.
std::string config_path(const Gate& gate);

/// "batch", "powershell", "sh", "systemd", "docker", "github", "nssm", "task", "winsw".
std::span<const std::string_view> gate_names();

/// A title, the lines, and what is to be known of them; empty for an unknown name.
std::string gate_lines(std::string_view name, const Gate& gate);

}  // namespace preflight::init
