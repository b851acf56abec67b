// The text of a small file, as those of /proc and /etc. Only *_linux.cpp files include this.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

namespace preflight {

/// Nothing where it cannot be opened or read; then errno tells why. Longer ones are cut.
std::optional<std::string> text_of_file(const std::string& path,
                                        std::size_t most = std::size_t{1} << 20);

}  // namespace preflight
