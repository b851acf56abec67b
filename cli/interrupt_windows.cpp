#include <windows.h>

#include <atomic>

#include "cli/interrupt.hpp"

namespace preflight {

namespace {

std::atomic<bool> interrupt_seen{false};

// False leaves the end of the process to Windows.
BOOL WINAPI see(DWORD event) {
  if (event != CTRL_C_EVENT && event != CTRL_BREAK_EVENT) return FALSE;
  return interrupt_seen.exchange(true) ? FALSE : TRUE;
}

}  // namespace

bool interrupted() {
  static const bool caught = SetConsoleCtrlHandler(see, TRUE) != 0;
  return caught && interrupt_seen;
}

}  // namespace preflight
