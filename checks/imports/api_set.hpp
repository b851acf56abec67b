// API sets: names that stand for a library of Windows and are no files
// ("api-ms-win-core-file-l1-1-0" is kernelbase.dll). Decoder of the map that Windows 10 and later
// have in every process and in the section .apiset of apisetschema.dll, version 6 (phnt's
// ntpebteb.h: API_SET_NAMESPACE).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "checks/imports/bytes.hpp"

namespace preflight::imports {

/// "api-ms-win-crt-heap-l1-1-0.dll", "ext-ms-win-ntuser-window-l1-1-0": with or without ".dll".
bool is_api_set(std::string_view library);

class ApiSets {
 public:
  /// Of Windows 7 and later (versions 2, 3, 4 and 6); nothing where it is none of these.
  static std::optional<ApiSets> decode(Bytes map);

  /// The library that stands behind `library` when `importer` (a file name) asks; empty: on this
  /// system nothing does. Nothing: it is not in the map.
  [[nodiscard]] std::optional<std::string> host(std::string_view library,
                                                std::string_view importer) const;

  [[nodiscard]] std::size_t size() const { return sets_.size(); }

 private:
  struct Value {
    std::string importer{};  ///< lower case; empty: for all others
    std::string host{};
  };

  bool without_prefix_{};                                       ///< names lack their "api-"
  std::unordered_map<std::string, std::vector<Value>> sets_{};  ///< by name up to its last hyphen
};

/// The section .apiset of the bytes of apisetschema.dll; empty where there is none.
Bytes find_api_set_section(Bytes library);

}  // namespace preflight::imports
