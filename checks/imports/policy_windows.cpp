#include <windows.h>

#include "checks/base/handle_windows.hpp"
#include "checks/base/wide_windows.hpp"
#include "checks/imports/policy.hpp"

namespace preflight::imports {

namespace {

// winerror.h; not all of MinGW's headers have them.
constexpr DWORD invalid_image_hash = 577;
constexpr DWORD reputation_unknown = 4550, system_integrity_policy = 4551;

std::string why(DWORD error) {
  switch (error) {
    case invalid_image_hash:
      return "its signature is not one that Windows takes";
    case ERROR_ACCESS_DISABLED_BY_POLICY:
      return "a rule of the software restriction policies forbids it";
    case system_integrity_policy:
    case reputation_unknown:
      return "Smart App Control or a WDAC policy forbids it";
    default:
      return {};
  }
}

}  // namespace

// Code integrity is asked when an image section is made, which the loader does first; a section
// that is mapped by nobody runs nothing (CreateFileMapping, SEC_IMAGE).
std::optional<Refusal> refusal_of(const std::string& path) {
  const Handle file(CreateFileW(to_wide(path).c_str(), GENERIC_READ | GENERIC_EXECUTE,
                                FILE_SHARE_READ | FILE_SHARE_DELETE, nullptr, OPEN_EXISTING, 0,
                                nullptr));
  if (!file) return std::nullopt;
  const Handle section(
      CreateFileMappingW(file.get(), nullptr, PAGE_EXECUTE_READ | SEC_IMAGE, 0, 0, nullptr));
  if (section) return std::nullopt;
  const auto error = GetLastError();
  auto words = why(error);
  if (words.empty()) return std::nullopt;
  return Refusal{{static_cast<int>(error)}, std::move(words)};
}

}  // namespace preflight::imports
