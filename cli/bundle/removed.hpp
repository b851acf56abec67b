// What was taken out of the files of a case, and where from: read off the files themselves, so that
// the list cannot say anything else than they do. Pure.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "cli/bundle/zip.hpp"

namespace preflight::bundle {

struct RemovedPlace {
  std::string file{};
  std::string at{};  ///< "/checks/0/facts" in JSON (RFC 6901), "line 7" elsewhere
};

/// One secret, or one name, wherever it stood.
struct Removed {
  std::string tag{};   ///< what stands in its place
  std::string kind{};  ///< "password", "environment", "user"
  std::vector<RemovedPlace> places{};
  std::size_t more{};  ///< places that are not listed
};

/// Of those `tags` (tag and kind) that stand in the files.
std::vector<Removed> find_removed(const std::vector<ZipEntry>& files,
                                  const std::map<std::string, std::string>& tags);

/// "3 values, 2 names"; not of none.
std::string count_removed(const std::vector<Removed>& removed);

std::string removed_json(const std::vector<Removed>& removed);
std::string removed_text(const std::vector<Removed>& removed);

}  // namespace preflight::bundle
