// UTF-8 inside, UTF-16 at the system's door. Only *_windows.cpp files include this.
#pragma once

#include <string>
#include <string_view>

namespace preflight {

/// Unpaired surrogates become U+FFFD.
std::string to_utf8(std::wstring_view wide);

/// Invalid UTF-8 becomes U+FFFD.
std::wstring to_wide(std::string_view utf8);

}  // namespace preflight
