// The folders on the way to a file, by the text of its path alone. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace preflight {

/// "/var/log/app" gives "/", "/var", "/var/log", "/var/log/app"; "log/app" gives "log", "log/app".
/// With `windows` both slashes count, and a drive ("C:\") or a share ("\\server\share") is one
/// part. Empty for an empty path.
std::vector<std::string> path_parts(std::string_view path, bool windows);

}  // namespace preflight
