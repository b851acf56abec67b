#include "cli/run/life_linux.hpp"

#include <poll.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "cli/run/exit_info_linux.hpp"

namespace preflight::run {

namespace {

sigset_t stop_set() {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : stop_signals) sigaddset(&set, signal);
  return set;
}

// All but those by which the kernel tells a program of its own faults, and SIGPIPE, which is our
// own where it comes at all.
sigset_t all_signals() {
  sigset_t set;
  sigfillset(&set);
  for (const int signal : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGSYS, SIGABRT, SIGPIPE})
    sigdelset(&set, signal);
  return set;
}

std::optional<signalfd_siginfo> next_signal(const Descriptor& signals) {
  signalfd_siginfo info{};
  if (read(signals.get(), &info, sizeof info) != sizeof info) return std::nullopt;
  return info;
}

/// The terminal sends its signals to the whole group in front: SI_KERNEL.
bool is_of_terminal(const signalfd_siginfo& info) { return info.ssi_code == SI_KERNEL; }

/// Waits for `first`, `second` or something to pass on, and passes it on.
void poll_all(pollfd& first, pollfd& second, Errors& errors, int wait_ms) {
  std::array<pollfd, 4> all{
      {first, second, {errors.readable(), POLLIN, 0}, {errors.writable(), POLLOUT, 0}}};
  if (poll(all.data(), all.size(), wait_ms) <= 0) return;
  first.revents = all[0].revents;
  second.revents = all[1].revents;
  if (all[2].revents != 0) errors.read_some();
  if (all[3].revents != 0) errors.write_some();
}

}  // namespace

Neighbour::Neighbour(pid_t pid, const Descriptor& pidfd, pid_t manager, Errors& errors)
    : pid_(pid), pidfd_(pidfd), manager_(manager), errors_(errors) {
  const auto set = stop_set();
  sigprocmask(SIG_BLOCK, &set, nullptr);
  signals_ = Descriptor(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

// After the end, a service manager so clears what is left of a service. Process 0 is one outside of
// this PID namespace.
bool Neighbour::clears_up(const signalfd_siginfo& info) const {
  const auto sender = static_cast<pid_t>(info.ssi_pid);
  return !is_of_terminal(info) && (sender <= 1 || sender == manager_);
}

// Seen together with the end, a signal came before it, as one to the whole group does: kill(2) has
// reached all of them before one may end. Only what clears up comes after.
void Neighbour::look_at_signals(bool ended) {
  while (const auto info = next_signal(signals_))
    if (!ended || !clears_up(*info)) asked_to_stop_ = static_cast<int>(info->ssi_signo);
}

std::optional<End> Neighbour::wait(Deadline deadline) {
  do {
    pollfd ended{pidfd_.get(), POLLIN, 0}, signals{signals_.get(), POLLIN, 0};
    poll_all(ended, signals, errors_, static_cast<int>(deadline.left().count()));
    const bool is_over = ended.revents != 0;
    if (signals.revents != 0) look_at_signals(is_over);
    if (!is_over) continue;
    const auto status = status_of_ended(pidfd_.get(), pid_);
    errors_.drain();
    auto end = status ? end_of_status(*status) : End{};
    end.asked_to_stop = asked_to_stop_;
    return end;
  } while (!deadline.passed());
  return std::nullopt;
}

void Neighbour::pass_on() {
  while (errors_.passes()) {
    pollfd none{-1, 0, 0}, signals{signals_.get(), POLLIN, 0};
    poll_all(none, signals, errors_, -1);
    if (signals.revents != 0) look_at_signals(true);
  }
}

void block_signals() {
  const auto set = all_signals();
  sigprocmask(SIG_BLOCK, &set, nullptr);
}

Child::Child(pid_t pid, Errors& errors) : pid_(pid), errors_(errors) {
  const auto set = all_signals();
  signals_ = Descriptor(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
}

// Process 1 gets the orphans of all, and nobody else reaps them.
std::optional<End> Child::reap() const {
  const bool everybody = getpid() == 1;
  std::optional<End> end;
  for (int status = 0;;) {
    const auto pid = waitpid(everybody ? -1 : pid_, &status, WNOHANG);
    if (pid < 0 && errno == EINTR) continue;
    if (pid <= 0) return end;
    if (pid == pid_) end = end_of_status(status);
    if (pid == pid_ && !everybody) return end;
  }
}

// Whoever has ended is reaped, and its pid may be another's by now.
void Child::look_at_signals(bool ended) {
  while (const auto info = next_signal(signals_)) {
    const auto signal = static_cast<int>(info->ssi_signo);
    if (signal == SIGCHLD) continue;
    if (is_stop(signal)) asked_to_stop_ = signal;
    if (ended) continue;
    if (!is_of_terminal(*info)) {
      kill(pid_, signal);
    } else if (signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU) {
      // The shell waits for us to stop, as the command has by now.
      kill(getpid(), SIGSTOP);
    }
  }
}

std::optional<End> Child::wait(Deadline deadline) {
  do {
    if (auto end = reap()) {
      look_at_signals(true);
      errors_.drain();
      end->asked_to_stop = asked_to_stop_;
      return end;
    }
    pollfd none{-1, 0, 0}, signals{signals_.get(), POLLIN, 0};
    poll_all(none, signals, errors_, static_cast<int>(deadline.left().count()));
    if (signals.revents != 0) look_at_signals(false);
  } while (!deadline.passed());
  return std::nullopt;
}

}  // namespace preflight::run
