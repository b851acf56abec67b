// What a run of the program in this process gives.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/app.hpp"

namespace preflight::test {

struct Run {
  int exit_code{};
  std::string out{}, err{};
};

/// Streams that write into `run`, which has to outlive them, and no environment.
inline Surroundings writing_to(Run& run) {
  Surroundings around;
  around.out.write = [&run](std::string_view text) {
    run.out += text;
    return true;
  };
  around.err.write = [&run](std::string_view text) {
    run.err += text;
    return true;
  };
  around.environment = [](const char*) { return std::nullopt; };
  return around;
}

}  // namespace preflight::test
