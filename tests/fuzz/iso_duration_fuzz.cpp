#include "checks/task/iso_duration.hpp"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto span = preflight::task::parse_iso_duration(text))
    (void)preflight::task::format_span(*span);
  (void)preflight::task::parse_latest(text);
  return 0;
}
