#include <grp.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

#include "checks/base/text.hpp"
#include "checks/base/text_file_linux.hpp"
#include "checks/privilege/privilege.hpp"
#include "checks/process/passwd.hpp"
#include "checks/process/process.hpp"

namespace preflight::privilege {

namespace {

// The first fields of group(5) are those of passwd(5): name, password, number.
std::string sudo_group() {
  const int count = getgroups(0, nullptr);
  if (count <= 0) return {};
  std::vector<gid_t> groups(static_cast<std::size_t>(count));
  if (getgroups(count, groups.data()) != count) return {};
  const auto text = text_of_file("/etc/group");
  if (!text) return {};
  for (const auto group : groups) {
    auto name = user_name(*text, group);
    if (name == "sudo" || name == "wheel" || name == "admin") return name;
  }
  return {};
}

}  // namespace

Facts probe(const Query&, Deadline) {
  Facts facts;
  facts.elevated = geteuid() == 0;
  facts.user = current_user();
  if (const auto status = text_of_file("/proc/self/status"))
    facts.capabilities = status_value(*status, "CapEff");
  if (facts.elevated) {
    const auto map = text_of_file("/proc/self/uid_map");
    facts.user_namespace = map && !map->empty() && !whole_machine(*map);
  } else {
    facts.no_new_privileges = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
    facts.sudo_group = sudo_group();
  }
  return facts;
}

}  // namespace preflight::privilege
