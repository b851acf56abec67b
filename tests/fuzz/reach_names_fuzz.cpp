#include <cstdint>

#include "checks/base/host_names.hpp"
#include "checks/reach/reach.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(reach_names) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)preflight::net::getent_addresses(text);
  (void)preflight::net::hosts_addresses(text, "localhost");
  const preflight::Request request{std::string(text), {}, false};
  if (const auto parsed = preflight::reach::parse(request);
      const auto* query = std::get_if<preflight::reach::Query>(&parsed))
    (void)preflight::reach::target_of(*query);
  return 0;
}
