#include <array>
#include <csignal>

#include "cli/interrupt.hpp"

namespace preflight {

namespace {

volatile std::sig_atomic_t interrupt_seen = 0;

void see(int) { interrupt_seen = 1; }

bool catch_signals() {
  for (const int number : std::array{SIGINT, SIGTERM, SIGHUP}) {
    struct sigaction old {};
    if (sigaction(number, nullptr, &old) != 0 || old.sa_handler == SIG_IGN) continue;
    struct sigaction action {};
    action.sa_handler = see;
    action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
    sigaction(number, &action, nullptr);
  }
  return true;
}

}  // namespace

bool interrupted() {
  static const bool caught = catch_signals();
  return caught && interrupt_seen != 0;
}

}  // namespace preflight
