// The place of what a search did not find.
#pragma once

#include <cstddef>
#include <string_view>

namespace preflight::bundle {

inline constexpr std::size_t none = std::string_view::npos;

}  // namespace preflight::bundle
