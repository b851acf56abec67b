#include <windows.h>

#include "checks/base/handle_windows.hpp"
#include "checks/privilege/privilege.hpp"
#include "checks/process/process.hpp"

namespace preflight::privilege {

Facts probe(const Query&, Deadline) {
  Facts facts;
  facts.windows = true;
  facts.user = current_user();
  HANDLE opened = nullptr;
  TOKEN_ELEVATION elevation{};
  TOKEN_ELEVATION_TYPE type{};
  DWORD length = 0;
  const bool open = OpenProcessToken(GetCurrentProcess(), TOKEN_QUERY, &opened) != 0;
  const Handle token{open ? opened : nullptr};
  if (!token || GetTokenInformation(token.get(), TokenElevation, &elevation, sizeof elevation,
                                    &length) == 0) {
    facts.gaps.push_back({"the token of this process", last_error(), "could not be read"});
    return facts;
  }
  facts.elevated = elevation.TokenIsElevated != 0;
  // Winnt.h, TOKEN_ELEVATION_TYPE: limited is the lesser one of the two tokens of an administrator.
  facts.filtered =
      GetTokenInformation(token.get(), TokenElevationType, &type, sizeof type, &length) != 0 &&
      type == TokenElevationTypeLimited;
  return facts;
}

}  // namespace preflight::privilege
