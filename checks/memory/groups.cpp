#include <algorithm>

#include "checks/base/text.hpp"
#include "checks/memory/memory.hpp"

namespace preflight::memory {

namespace {

struct Membership {
  std::string_view path{};  ///< "/system.slice/app.service"
  bool unified{};
};

struct Mount {
  std::string_view root{}, point{};
};

bool lists(std::string_view commas, std::string_view word) {
  const auto words = split(commas, ',');
  return std::find(words.begin(), words.end(), word) != words.end();
}

// cgroups(7): "4:memory:/path" of version 1, "0::/path" of version 2.
std::vector<Membership> memberships(std::string_view cgroup) {
  std::vector<Membership> found;
  for (const auto line : split(cgroup, '\n')) {
    const auto first = line.find(':');
    const auto second = first == std::string_view::npos ? first : line.find(':', first + 1);
    if (second == std::string_view::npos) continue;
    const auto controllers = line.substr(first + 1, second - first - 1);
    const bool unified = line.substr(0, first) == "0" && controllers.empty();
    if (unified || lists(controllers, "memory"))
      found.push_back({line.substr(second + 1), unified});
  }
  return found;
}

// proc(5), mountinfo: "32 31 0:29 ROOT POINT rw,relatime - cgroup2 cgroup2 OPTIONS".
std::optional<Mount> mount_of(std::string_view mountinfo, bool unified) {
  for (const auto line : split(mountinfo, '\n')) {
    const auto dash = line.find(" - ");
    if (dash == std::string_view::npos) continue;
    const auto before = split(line.substr(0, dash), ' ');
    const auto after = split(line.substr(dash + 3), ' ');
    if (before.size() < 5 || after.size() < 3) continue;
    const bool fits =
        unified ? after[0] == "cgroup2" : after[0] == "cgroup" && lists(after[2], "memory");
    if (fits) return Mount{before[3], before[4]};
  }
  return std::nullopt;
}

// The path below the root of the mount; the mount itself where the path is out of its sight.
std::string_view below(std::string_view root, std::string_view path) {
  if (path.find("/..") != std::string_view::npos) return "/";
  if (root == "/") return path;
  if (!path.starts_with(root)) return "/";
  path.remove_prefix(root.size());
  return path.empty() || path.front() == '/' ? path : "/";
}

void add_upwards(const Mount& mount, const Membership& member, std::vector<Group>& groups) {
  auto path = below(mount.root, member.path);
  while (!path.empty()) {
    if (path == "/") break;
    groups.push_back(
        {std::string(mount.point) + std::string(path), std::string(path), member.unified});
    path = path.substr(0, path.rfind('/'));
  }
  groups.push_back({std::string(mount.point), "/", member.unified});
}

}  // namespace

std::vector<Group> memory_groups(std::string_view cgroup, std::string_view mountinfo) {
  std::vector<Group> groups;
  for (const auto& member : memberships(cgroup)) {
    if (member.path.empty() || member.path.front() != '/') continue;
    if (const auto mount = mount_of(mountinfo, member.unified)) add_upwards(*mount, member, groups);
  }
  return groups;
}

std::optional<std::uint64_t> meminfo_bytes(std::string_view meminfo, std::string_view key) {
  for (auto line : split(meminfo, '\n')) {
    if (!line.starts_with(key) || !line.substr(key.size()).starts_with(':')) continue;
    line = trim(line.substr(key.size() + 1));
    if (!line.ends_with(" kB")) return std::nullopt;
    const auto number = parse_unsigned(trim(line.substr(0, line.size() - 3)));
    constexpr auto most = UINT64_MAX / 1024;
    return number && *number <= most ? std::optional(*number * 1024) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::uint64_t> stat_value(std::string_view stat, std::string_view key) {
  for (const auto line : split(stat, '\n'))
    if (line.starts_with(key) && line.substr(key.size()).starts_with(' '))
      return parse_unsigned(line.substr(key.size() + 1));
  return std::nullopt;
}

std::uint64_t left_of(std::uint64_t limit, std::uint64_t used, std::uint64_t inactive_file) {
  used -= std::min(used, inactive_file);
  return limit - std::min(limit, used);
}

}  // namespace preflight::memory
