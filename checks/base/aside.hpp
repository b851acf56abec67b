// A thread that nobody waits for, for a call of the system that may never come back.
#pragma once

#include <functional>

namespace preflight {

/// Begins `body` on a thread of its own; what it uses must live as long as it may run, so `body`
/// owns it. It must throw nothing. False: the system gives no thread, `body` is not run.
[[nodiscard]] bool run_aside(std::function<void()> body);

}  // namespace preflight
