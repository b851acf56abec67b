#include "checks/disk/disk.hpp"

#include <windows.h>

#include "checks/base/path_parts.hpp"
#include "checks/base/wide_windows.hpp"

namespace preflight::disk {

Facts probe(const Query& query, Deadline) {
  Facts facts;
  facts.windows = true;
  auto pieces = path_parts(query.path, true);
  if (pieces.size() > 1 || pieces.front().find_first_of(":\\/") == std::string::npos)
    pieces.insert(pieces.begin(),
                  pieces.front().find_first_of(":\\/") == std::string::npos ? "." : pieces.front());
  for (auto piece = pieces.rbegin(); piece != pieces.rend(); ++piece) {
    facts.looked_at = *piece;
    const auto attributes = GetFileAttributesW(to_wide(*piece).c_str());
    // It wants a folder: of a file the one above it.
    if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) == 0)
      continue;
    // The first number heeds the quota of this user.
    ULARGE_INTEGER free{}, total{};
    if (GetDiskFreeSpaceExW(to_wide(*piece).c_str(), &free, &total, nullptr) != 0) {
      facts.error = {};
      facts.sized = true;
      facts.free = free.QuadPart;
      facts.total = total.QuadPart;
      return facts;
    }
    facts.error = last_error();
    if (!is_missing(facts.error)) return facts;
  }
  return facts;
}

}  // namespace preflight::disk
