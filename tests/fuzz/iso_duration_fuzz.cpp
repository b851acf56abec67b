#include "checks/task/iso_duration.hpp"
#include "tests/fuzz/target.hpp"

#include <cstdint>

FUZZ_TARGET(iso_duration) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto span = preflight::task::parse_iso_duration(text))
    (void)preflight::task::format_span(*span);
  (void)preflight::task::parse_latest(text);
  return 0;
}
