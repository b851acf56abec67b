// What keeps a Python from loading an extension, beside what keeps any program from it.
#pragma once

#include "checks/imports/closure.hpp"
#include "report/finding.hpp"

namespace preflight::imports {

/// Of a closure that has `python`.
Findings judge_python(const Closure& closure);

/// Is this missing library one that judge_python() speaks of?
bool is_told_by_python(const Closure& closure, const Library& library);

}  // namespace preflight::imports
