// What a process's control groups say about where it came from: /proc/PID/cgroup, cgroups(7).
// Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace preflight {

struct CgroupOrigin {
  /// systemd unit: the innermost .service or .scope of the path, unescaped not at all.
  std::optional<std::string> unit{};
  bool user_unit{};  ///< of a user's own systemd, below user@UID.service
  /// The first 12 digits of the container's id, as `docker ps` shows it; the name of those of LXC
  /// and systemd-nspawn. Of containers within each other the outermost.
  std::optional<std::string> container{};
  /// "docker", "podman", "containerd", "cri-o", "kubernetes", "lxc", "systemd-nspawn", "" where it
  /// is not told.
  std::string runtime{};

  [[nodiscard]] bool is_service() const { return unit && unit->ends_with(".service"); }
};

/// Takes both the unified hierarchy ("0::/path") and version 1 ("1:name=systemd:/path"). The name
/// of a version 1 controller is used for containers alone.
CgroupOrigin parse_cgroup(std::string_view text);

}  // namespace preflight
