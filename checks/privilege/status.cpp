#include <array>
#include <utility>

#include "checks/base/text.hpp"
#include "checks/privilege/privilege.hpp"

namespace preflight::privilege {

namespace {

// Numbers of linux/capability.h. Those that the start of a server fails for.
constexpr std::array<std::pair<unsigned, std::string_view>, 10> known{{
    {0, "cap_chown"},
    {1, "cap_dac_override"},
    {5, "cap_kill"},
    {6, "cap_setgid"},
    {7, "cap_setuid"},
    {10, "cap_net_bind_service"},
    {12, "cap_net_admin"},
    {13, "cap_net_raw"},
    {19, "cap_sys_ptrace"},
    {21, "cap_sys_admin"},
}};

std::string names(std::uint64_t capabilities, bool wanted) {
  std::string list;
  for (const auto& [number, name] : known)
    if (((capabilities >> number) & 1) == (wanted ? 1 : 0))
      list += (list.empty() ? "" : ", ") + std::string(name);
  return list;
}

}  // namespace

std::string lacking(std::uint64_t capabilities) { return names(capabilities, false); }
std::string present(std::uint64_t capabilities) { return names(capabilities, true); }

std::optional<std::uint64_t> status_value(std::string_view status, std::string_view key) {
  for (const auto line : split(status, '\n'))
    if (line.starts_with(key) && line.substr(key.size()).starts_with(':'))
      return parse_unsigned(trim(line.substr(key.size() + 1)), 16);
  return std::nullopt;
}

bool whole_machine(std::string_view uid_map) {
  std::string packed;
  for (const auto part : split(trim(uid_map), ' '))
    if (!part.empty()) packed += std::string(part) + ' ';
  return packed == "0 0 4294967295 ";
}

}  // namespace preflight::privilege
