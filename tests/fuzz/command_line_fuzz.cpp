#include <cstddef>
#include <cstdint>
#include <string_view>

#include "checks/service/command_line.hpp"
#include "tests/fuzz/target.hpp"

FUZZ_TARGET(command_line) {
  using namespace preflight::service;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto middle = text.find('\n');
  const Environment environment{{"SystemRoot", "C:\\Windows"},
                                {"a", std::string(text.substr(0, middle))}};
  const auto image = decode_image_path(text, environment, "C:\\Windows");
  for (const auto& candidate : image.candidates) {
    base_name(candidate.path);
    for (const auto& argument : split_arguments(candidate.rest)) is_relative_path(argument);
  }
  return 0;
}
