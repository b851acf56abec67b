// "Did you mean ...?"
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace preflight {

/// The known word that `typed` is a slip of: few single edits away; empty where none is near.
std::string_view nearest(std::string_view typed, std::span<const std::string_view> known);

/// " (did you mean 'port.in-use'?)", or empty.
std::string did_you_mean(std::string_view typed, std::span<const std::string_view> known);

}  // namespace preflight
