#include "checks/port/windows_tables.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(windows_tables) {
  using namespace preflight::port;
  for (const auto family : {Family::v4, Family::v6}) {
    (void)parse_tcp_table({data, size}, family, 8000);
    (void)parse_bound_table({data, size}, family, 8000);
    (void)parse_udp_table({data, size}, family, 8000);
  }
  const std::string_view name(reinterpret_cast<const char*>(data), size);
  if (const auto range = parse_excluded_range(name))
    if (range->first > range->last || range->last > 65535) __builtin_trap();
  return 0;
}
