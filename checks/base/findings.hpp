// The usual beginnings of a finding. Pure.
#pragma once

#include <string>
#include <string_view>

#include "report/finding.hpp"

namespace preflight {

Finding make_finding(std::string_view code, Severity severity, std::string message);

/// One more remedy; `command` empty: it is none that can be typed.
void advise(Finding& finding, std::string text, std::string command = {},
            Needs needs = Needs::user);

}  // namespace preflight
