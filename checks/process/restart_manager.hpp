// A client of Windows' Restart Manager: which processes use these files (Windows SDK,
// restartmanager.h). It only lists; it never shuts anything down.
//
// The functions are handed in as a table, so that the client is proved on any system against one
// that answers as the SDK describes. restart_manager_windows.cpp makes the real table.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "checks/base/system_error.hpp"

namespace preflight {

struct RestartManagerProcess {
  std::uint32_t pid{};
  std::uint64_t started{};  ///< FILETIME: a pid alone may have been given to another process since
};

struct RestartManagerApi {
  /// RmStartSession. Returns a Win32 error; `session` is valid on 0.
  std::function<std::uint32_t(std::uint32_t& session)> start{};
  /// RmRegisterResources with files alone.
  std::function<std::uint32_t(std::uint32_t session, std::span<const std::string> files)> add{};
  /// RmGetList: `into.size()` is how many fit; on 0 it is cut to how many there are, on 234
  /// (ERROR_MORE_DATA) `needed` tells how many there were.
  std::function<std::uint32_t(std::uint32_t session, std::uint32_t& needed,
                              std::vector<RestartManagerProcess>& into)>
      list{};
  /// RmEndSession.
  std::function<void(std::uint32_t session)> end{};
};

struct RestartManagerAnswer {
  std::vector<RestartManagerProcess> processes{};
  SystemError error{};  ///< 0: the list is whole
};

/// One session: all files at once, the list asked for until it fits (holders come and go
/// meanwhile), the session always ended: there are but 64 of them for all programs of a user.
RestartManagerAnswer ask_restart_manager(const RestartManagerApi& api,
                                         std::span<const std::string> files);

}  // namespace preflight
