// What tests ask of the findings of a look.
#pragma once

#include "report/finding.hpp"
#include "tests/support/catch.hpp"

namespace preflight::test {

/// The one that there is.
inline Finding only(const Findings& findings) {
  REQUIRE(findings.size() == 1);
  return findings.front();
}

}  // namespace preflight::test
