// What GitHub's runner tells of itself in variables ("Variables reference" of GitHub Actions).
// Pure.
#pragma once

#include <string>
#include <string_view>

namespace preflight {

/// The file of the workflow in its repository, from GITHUB_WORKFLOW_REF:
/// ".github/workflows/ci.yml" of "owner/name/.github/workflows/ci.yml@refs/heads/main". Empty where
/// the text is no such reference.
std::string workflow_file(std::string_view reference);

}  // namespace preflight
