// How a task ran last: the value DynamicInfo below TaskCache\Tasks\{GUID} of the registry.
// Microsoft does not document it; its form is known from forensic tools (regipy, Velociraptor): a
// number 3, the times of registration and of the last run as FILETIME, a reserved number, the last
// result, and since Windows 10 the time of the last run that succeeded. Pure; fuzzed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace preflight::task {

struct DynamicInfo {
  std::uint64_t last_run{};     ///< 100 ns since 1601, UTC; 0: never
  std::uint32_t last_result{};  ///< HRESULT of the Task Scheduler, or exit code of the program
};

/// Nothing where the value has another form.
std::optional<DynamicInfo> decode_dynamic_info(std::string_view bytes);

}  // namespace preflight::task
