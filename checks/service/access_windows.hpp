// The rights of a service's account. Only *_windows.cpp files include this.
#pragma once

#include <optional>
#include <string>

namespace preflight::service {

/// May the account read and run the file? Of LocalSystem, LocalService and NetworkService only: in
/// which groups others are, their domain would have to be asked. Nothing where it cannot be told.
std::optional<bool> account_may_run(const std::string& path, const std::string& account);

}  // namespace preflight::service
