// What the libraries of a program mean for the service that runs it. The room imports looks for
// them and says what is wrong; here it is told as what keeps a service from starting. Pure.
#pragma once

#include <string>
#include <string_view>

#include "checks/imports/imports.hpp"

namespace preflight::service {

/// `code` takes the place of the code of what blocks; warnings and errors keep their own. What
/// blocks has the code of the room imports in its evidence, as "imports".
Findings library_findings(const std::string& program, const imports::Facts& facts,
                          std::string_view code);

/// Whether one of them keeps the program from starting.
bool tells_of_libraries(const Finding& finding);

}  // namespace preflight::service
