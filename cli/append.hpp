// Puts text at the end of a file that others write to as well.
#pragma once

#include <string>
#include <string_view>

namespace preflight {

/// In one write, so that lines of two writers stay whole. False: it could not be written.
bool append_to(const std::string& path, std::string_view text);

}  // namespace preflight
