#include "checks/base/path_parts.hpp"

namespace preflight {

namespace {

// How many characters of `path` are the root, which nothing stands above.
std::size_t root_length(std::string_view path, std::string_view slashes) {
  const auto is_slash = [&](std::size_t i) {
    return i < path.size() && slashes.find(path[i]) != std::string_view::npos;
  };
  const bool windows = slashes.size() > 1;
  if (windows && is_slash(0) && is_slash(1)) {
    // \\server\share, \\?\C:
    const auto share = path.find_first_of(slashes, 2);
    if (share == std::string_view::npos) return path.size();
    const auto end = path.find_first_of(slashes, share + 1);
    return end == std::string_view::npos ? path.size() : end + 1;
  }
  if (windows && path.size() > 1 && path[1] == ':') return is_slash(2) ? 3 : 2;
  return is_slash(0) ? 1 : 0;
}

}  // namespace

std::vector<std::string> path_parts(std::string_view path, bool windows) {
  const std::string_view slashes = windows ? "/\\" : "/";
  std::vector<std::string> parts;
  auto at = root_length(path, slashes);
  if (at > 0) parts.emplace_back(path.substr(0, at));
  for (;;) {
    const auto begin = path.find_first_not_of(slashes, at);
    if (begin == std::string_view::npos) return parts;
    at = path.find_first_of(slashes, begin);
    parts.emplace_back(path.substr(0, at));
    if (at == std::string_view::npos) return parts;
  }
}

}  // namespace preflight
