#include "checks/process/token_windows.hpp"

#include <sddl.h>

#include <array>
#include <cstddef>

#include "checks/base/wide_windows.hpp"
#include "checks/process/process.hpp"

namespace preflight {

namespace {

Handle token_of(HANDLE process, DWORD rights) {
  HANDLE token = nullptr;
  return OpenProcessToken(process, rights, &token) != 0 ? Handle{token} : Handle{};
}

// As the security identifier itself where no name is known for it: an account that was removed.
std::string text_of(PSID sid) {
  LPWSTR text = nullptr;
  if (ConvertSidToStringSidW(sid, &text) == 0) return {};
  std::string result = to_utf8(text);
  LocalFree(text);
  return result;
}

std::string name_of(PSID sid) {
  std::array<wchar_t, 256> name{};
  std::array<wchar_t, 256> domain{};
  auto name_length = static_cast<DWORD>(name.size());
  auto domain_length = static_cast<DWORD>(domain.size());
  SID_NAME_USE use{};
  if (LookupAccountSidW(nullptr, sid, name.data(), &name_length, domain.data(), &domain_length,
                        &use) == 0)
    return text_of(sid);
  const auto user = to_utf8(name.data());
  return domain[0] == L'\0' ? user : to_utf8(domain.data()) + "\\" + user;
}

bool enable(HANDLE token, const wchar_t* privilege) {
  TOKEN_PRIVILEGES wanted{};
  wanted.PrivilegeCount = 1;
  wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
  return LookupPrivilegeValueW(nullptr, privilege, &wanted.Privileges[0].Luid) != 0 &&
         AdjustTokenPrivileges(token, FALSE, &wanted, 0, nullptr, nullptr) != 0;
}

}  // namespace

std::optional<std::string> user_of(HANDLE process) {
  const auto token = token_of(process, TOKEN_QUERY);
  if (!token) return std::nullopt;
  alignas(TOKEN_USER) std::array<std::byte, sizeof(TOKEN_USER) + SECURITY_MAX_SID_SIZE> buffer{};
  DWORD length = 0;
  if (GetTokenInformation(token.get(), TokenUser, buffer.data(), static_cast<DWORD>(buffer.size()),
                          &length) == 0)
    return std::nullopt;
  auto name = name_of(reinterpret_cast<const TOKEN_USER*>(buffer.data())->User.Sid);
  return name.empty() ? std::nullopt : std::optional(std::move(name));
}

void use_debug_privilege() {
  static const bool done = [] {
    const auto token = token_of(GetCurrentProcess(), TOKEN_QUERY | TOKEN_ADJUST_PRIVILEGES);
    return token && enable(token.get(), SE_DEBUG_NAME);
  }();
  static_cast<void>(done);
}

bool elevated() {
  static const bool yes = [] {
    const auto token = token_of(GetCurrentProcess(), TOKEN_QUERY);
    TOKEN_ELEVATION elevation{};
    DWORD length = 0;
    return token &&
           GetTokenInformation(token.get(), TokenElevation, &elevation, sizeof elevation,
                               &length) != 0 &&
           elevation.TokenIsElevated != 0;
  }();
  return yes;
}

std::string current_user() { return user_of(GetCurrentProcess()).value_or(std::string()); }

}  // namespace preflight
