#include "checks/process/passwd.hpp"

#include "checks/base/text.hpp"

namespace preflight {

std::string user_name(std::string_view passwd, std::uint32_t uid) {
  for (const auto line : split(passwd, '\n')) {
    const auto fields = split(line, ':');
    if (fields.size() < 3 || fields[0].empty()) continue;
    if (parse_unsigned(fields[2]) == uid) return std::string(fields[0]);
  }
  return std::to_string(uid);
}

}  // namespace preflight
