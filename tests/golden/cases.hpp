// Invented reports, each with the ways in which it is rendered.
#pragma once

#include <string>
#include <vector>

#include "report/render.hpp"

namespace preflight::test {

/// One rendering of one report, kept as fixtures/golden/<name>.<exit code>.<format>.
struct GoldenCase {
  std::string name{};
  std::string format{};
  RenderOptions options{};
  Report report{};
};

std::vector<GoldenCase> golden_cases();

}  // namespace preflight::test
