#include "cli/config.hpp"
#include "tests/fuzz/target.hpp"

#include <cstdint>
#include <cstdlib>

// Any text makes a configuration or one line with what is wrong. A profile is
// laid over every other length.
FUZZ_TARGET(config) {
  using namespace preflight;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const std::vector<std::string> profiles(size % 2, "dev");
  const Environment environment = [](const char* name) -> std::optional<std::string> {
    if (*name == 'H') return "value";
    return std::nullopt;
  };
  const auto config = read_config(text, all_checks(), profiles, environment);
  if (const auto* error = std::get_if<ConfigError>(&config)) {
    if (error->message.empty()) std::abort();
    if (error->spot && (error->spot->line == 0 || error->spot->line > size + 1)) std::abort();
  } else {
    for (const auto& [option, value, spot] : std::get<Config>(config))
      if (option == nullptr || spot.column == 0) std::abort();
  }
  return 0;
}
