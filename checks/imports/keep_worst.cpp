#include "checks/imports/keep_worst.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

namespace preflight::imports {

namespace {

constexpr std::size_t most_findings = 500;  ///< nobody reads more; the facts have all libraries

}  // namespace

void keep_worst(Findings& findings) {
  if (findings.size() <= most_findings) return;
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.severity > b.severity; });
  // One of each code stands for the rest, so that none hides what could not be looked at.
  Findings rest;
  std::vector<std::size_t> counts;
  for (std::size_t i = most_findings; i < findings.size(); ++i) {
    const auto same = std::find_if(rest.begin(), rest.end(), [&](const Finding& other) {
      return other.code == findings[i].code && other.severity == findings[i].severity;
    });
    if (same == rest.end()) {
      Finding one;
      one.code = findings[i].code;
      one.severity = findings[i].severity;
      rest.push_back(std::move(one));
      counts.push_back(1);
    } else {
      ++counts[static_cast<std::size_t>(same - rest.begin())];
    }
  }
  for (std::size_t i = 0; i < rest.size(); ++i)
    rest[i].message = fmt::format("{} findings more are not told one by one", counts[i]);
  findings.resize(most_findings);
  findings.insert(findings.end(), rest.begin(), rest.end());
}

}  // namespace preflight::imports
