// The words of the help, and the options that belong to no check.
#pragma once

#include <span>
#include <string>

#include "checks/check.hpp"

namespace preflight {

std::span<const Option> policy_options();
std::span<const Option> output_options();  ///< the first is --format

/// Findings that the engine itself makes: check.timed-out and the like.
std::span<const FindingCode> engine_codes();

std::string check_examples();
std::string overview(std::span<const Check> checks);  ///< `preflight --help`

}  // namespace preflight
