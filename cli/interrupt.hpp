// Ctrl-C while preflight waits. Two bodies: interrupt_linux.cpp, interrupt_windows.cpp.
#pragma once

namespace preflight {

/// Whether Ctrl-C, Ctrl-Break or SIGTERM has come since the first call, which begins to catch them;
/// before it they end preflight as ever, and the second one does so too. Where the start script had
/// them ignored they stay ignored.
bool interrupted();

}  // namespace preflight
