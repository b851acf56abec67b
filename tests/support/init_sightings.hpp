// Sightings as one line for tests: "0.0.0.0:8000@14 8001@20".
#pragma once

#include <string>

#include "cli/init/seen.hpp"

namespace preflight::test {

inline std::string all_of(const init::Sightings& seen, init::Kind kind) {
  std::string text;
  for (const auto& entry : seen)
    if (entry.kind == kind)
      text += (text.empty() ? "" : " ") + entry.text + "@" + std::to_string(entry.line);
  return text;
}

}  // namespace preflight::test
