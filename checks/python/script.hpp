// What preflight has a Python do. Handed over with -c, its two arguments behind it.
#pragma once

namespace preflight::python {

/// Arguments: "start"; "import NAME"; "find NAME" (where would it be found? it is not run).
/// Answers on standard output as decode_answer() reads it. Python 3.4 and later; an older one says
/// its version. All that a module prints goes to standard error.
extern const char* const script;

}  // namespace preflight::python
