// A client of Windows' Restart Manager, which names the processes that use files. It is written
// against a table of functions, as restartmanager.h of the SDK declares them, so that its dealings
// with every answer are tested on each system. It asks and lists; it never shuts anything down.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "checks/base/system_error.hpp"

namespace preflight {

/// RM_UNIQUE_PROCESS. The start time is a FILETIME: a pid alone may be another's by now.
struct RmUniqueProcess {
  std::uint32_t pid{};
  std::uint32_t start_low{};
  std::uint32_t start_high{};

  [[nodiscard]] std::uint64_t started() const {
    return (std::uint64_t{start_high} << 32) | start_low;
  }
};

/// RM_PROCESS_INFO.
struct RmProcessInfo {
  RmUniqueProcess process{};
  char16_t application[256]{};  ///< its description, or the display name of a service
  char16_t service[64]{};       ///< short name, where it is a service
  std::uint32_t type{};         ///< RM_APP_TYPE
  std::uint32_t status{};
  std::uint32_t session{};
  std::int32_t restartable{};
};
static_assert(sizeof(RmProcessInfo) == 668);

/// The functions of rstrtmgr.dll. Each gives a Win32 error code.
struct RestartManager {
  std::uint32_t (*start_session)(std::uint32_t* session, std::uint32_t flags, char16_t* key){};
  std::uint32_t (*register_resources)(std::uint32_t session, std::uint32_t files,
                                      const char16_t** paths, std::uint32_t applications,
                                      RmUniqueProcess* processes, std::uint32_t services,
                                      const char16_t** names){};
  std::uint32_t (*get_list)(std::uint32_t session, std::uint32_t* needed, std::uint32_t* count,
                            RmProcessInfo* rows, std::uint32_t* reasons){};
  std::uint32_t (*end_session)(std::uint32_t session){};
};

struct RmHolder {
  std::uint32_t pid{};
  std::uint64_t started{};  ///< FILETIME

  bool operator==(const RmHolder&) const = default;
};

struct RmAnswer {
  std::vector<RmHolder> holders{};  ///< an empty list proves nothing: some holders are not seen
  SystemError error{};              ///< code 0: it answered
  const char* call{""};             ///< the one that failed
};

/// One session, one registration of all files (full paths, no folders), the list, and the session
/// is given back whatever happened: Windows has 64 of them for a user.
RmAnswer ask_restart_manager(const RestartManager& manager, std::span<const std::u16string> files);

}  // namespace preflight
