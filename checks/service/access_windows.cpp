#include "checks/service/access_windows.hpp"

#include <windows.h>
// After it: needs its types.
#include <sddl.h>

#include <array>

#include "checks/base/wide_windows.hpp"
#include "checks/service/access_list.hpp"

namespace preflight::service {

namespace {

// Folders on the way do not count: every account has the right to pass them (SeChangeNotify).
std::string descriptor_of(const std::string& path) {
  const auto wide = to_wide(path);
  std::string bytes(1024, '\0');
  for (int tries = 0; tries < 3; ++tries) {
    DWORD needed = 0;
    if (GetFileSecurityW(wide.c_str(), DACL_SECURITY_INFORMATION, bytes.data(),
                         static_cast<DWORD>(bytes.size()), &needed) != 0)
      return bytes;
    if (GetLastError() != ERROR_INSUFFICIENT_BUFFER || needed <= bytes.size()) break;
    bytes.resize(needed);
  }
  return {};
}

bool is_single_user(const std::string& sid) {
  PSID raw = nullptr;
  if (ConvertStringSidToSidW(to_wide(sid).c_str(), &raw) == 0) return false;
  std::array<wchar_t, 256> name{}, domain{};
  DWORD name_size = name.size(), domain_size = domain.size();
  SID_NAME_USE use = SidTypeUnknown;
  const bool known = LookupAccountSidW(nullptr, raw, name.data(), &name_size, domain.data(),
                                       &domain_size, &use) != 0;
  LocalFree(raw);
  return known && use == SidTypeUser;
}

}  // namespace

std::optional<bool> account_may_run(const std::string& path, const std::string& account) {
  auto who = built_in_account(account);
  if (!who) return std::nullopt;
  const auto list = decode_access_list(descriptor_of(path));
  if (!list) return std::nullopt;
  if (const auto answer = may_run(*list, *who)) return answer;
  // Users and groups of this machine or its domain; the users among them are not this account.
  for (const auto& entry : list->entries)
    if (entry.sid.starts_with("S-1-5-21-") && is_single_user(entry.sid))
      who->other_users.push_back(entry.sid);
  return may_run(*list, *who);
}

}  // namespace preflight::service
