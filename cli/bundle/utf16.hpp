// Text in UTF-16, little end first, as the registry of Windows has it and a record keeps it: in
// texts whose every second byte may be 0. Pure.
#pragma once

#include <string>
#include <string_view>

namespace preflight::bundle {

/// Text of ASCII for the most part, which has a 0 at every second place.
bool looks_like_utf16(std::string_view bytes);

/// Unpaired surrogates become U+FFFD. Zeros stay.
std::string from_utf16(std::string_view bytes);

/// Of valid UTF-8; what is none becomes U+FFFD.
std::string to_utf16(std::string_view text);

}  // namespace preflight::bundle
