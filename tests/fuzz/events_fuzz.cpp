#include "checks/service/events.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "checks/base/text.hpp"
#include "tests/fuzz/target.hpp"

// The first byte picks the number, every line is a value.
FUZZ_TARGET(events) {
  using namespace preflight;
  if (size == 0) return 0;
  service::Event event;
  event.id = 7000U + data[0] % 50U;
  for (const auto line : split({reinterpret_cast<const char*>(data) + 1, size - 1}, '\n'))
    event.values.emplace_back(line);
  service::error_in(event.values);
  service::is_about(event, "app", "My App");
  service::event_text(event);
  service::tells_failure(event);
  return 0;
}
