#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>

#include "checks/base/text.hpp"
#include "cli/run/errors_linux.hpp"
#include "cli/run/exit_info_linux.hpp"
#include "cli/run/life_linux.hpp"
#include "cli/run/starter.hpp"
#include "cli/run/surrender_linux.hpp"

namespace preflight::run {

namespace {

using Clock = std::chrono::steady_clock;

bool is_own_pid(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && parse_unsigned(value) == static_cast<std::uint64_t>(getpid());
}

// A service manager that speaks with this very process: what its protocols hang on is the pid, so
// that it has to become the command. sd_notify(3), sd_listen_fds(3), sd_watchdog_enabled(3),
// systemd.exec(5).
bool is_known_by_pid() {
  return std::getenv("NOTIFY_SOCKET") != nullptr || is_own_pid("LISTEN_PID") ||
         is_own_pid("WATCHDOG_PID") || is_own_pid("SYSTEMD_EXEC_PID");
}

// Children that others leave come to this process, and to the command in its place: of a watcher it
// must not hear, and as pid 1 it would take the watcher with it.
bool is_reaper() {
  int subreaper = 0;
  prctl(PR_GET_CHILD_SUBREAPER, &subreaper);
  return getpid() == 1 || subreaper != 0;
}

/// The standard input and output, and all that is meant for the command alone: as long as this
/// process had them too, nobody would see the command close them.
void leave_to_command(const std::vector<int>& descriptors) {
  for (const int descriptor : descriptors) close(descriptor);
  const Descriptor null(open("/dev/null", O_RDWR | O_CLOEXEC));
  if (!null) return;
  dup2(null.get(), STDIN_FILENO);
  dup2(null.get(), STDOUT_FILENO);
}

/// The watcher outlives whatever is meant for others; a child that it runs for a look at the checks
/// is waited for, so that SIGCHLD stays.
void ignore_signals() {
  for (int number = 1; number < NSIG; ++number) switch (number) {
      case SIGCHLD:
      case SIGSEGV:
      case SIGBUS:
      case SIGFPE:
      case SIGILL:
      case SIGTRAP:
      case SIGSYS:
      case SIGABRT:
        break;
      default:
        std::signal(number, SIG_IGN);
    }
}

/// What the watcher is told. Nothing more comes when the command has started.
struct Order {
  enum class Word : char { none, go, not_started } word{};
  bool answered_before{};
  off_t said_before{};          ///< as of Errors::begin
  Clock::time_point started{};  ///< CLOCK_MONOTONIC, the same for both
};

Order next_order(const Descriptor& control) {
  Order order;
  ssize_t got = 0;
  do {
    got = read(control.get(), &order, sizeof order);
  } while (got < 0 && errno == EINTR);
  // No more than a pipe takes in one piece.
  return got == static_cast<ssize_t>(sizeof order) ? order : Order{};
}

bool send(const Descriptor& control, const Order& order) {
  return control &&
         write(control.get(), &order, sizeof order) == static_cast<ssize_t>(sizeof order);
}

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return status;
}

}  // namespace

struct Starter::Inside {
  Watch watch{};
  FoundSignals signals{};
  std::vector<int> inherited{descriptors_for_command()};
  pid_t pid{getpid()};
  pid_t manager{is_own_pid("SYSTEMD_EXEC_PID") ? getppid() : 0};
  Errors errors{false};
  bool nobody_hears{};
  Descriptor self{};     ///< pidfd of this process
  Descriptor control{};  ///< of the watcher, in the process that becomes the command
  bool answered_before{};
  std::uint64_t killed_before{killed_for_memory().value_or(0)};

  [[noreturn]] void be_watcher(const Descriptor& orders);
  bool fork_watcher();
  Ended become(const Command& command);
  Ended stay(const Command& command);
  void run_watch(Clock::time_point started,
                 const std::function<std::optional<End>(Deadline)>& wait);
};

void Starter::Inside::run_watch(Clock::time_point started,
                                const std::function<std::optional<End>(Deadline)>& wait) {
  Life life{started,
            [&](Deadline deadline) {
              auto end = wait(deadline);
              if (end && end->signal == SIGKILL)
                end->out_of_memory = killed_for_memory().value_or(0) > killed_before;
              return end;
            },
            [&] { return errors.said(); }, answered_before};
  watch(life);
}

// What comes is that the command starts now, and then the end of the pipe.
void Starter::Inside::be_watcher(const Descriptor& orders) {
  prctl(PR_SET_NAME, "preflight-watch");
  control = Descriptor();
  errors.watch_only();
  Neighbour neighbour(pid, self, manager, errors);
  ignore_signals();
  leave_to_command(inherited);
  const auto order = next_order(orders);
  if (order.word != Order::Word::go) _exit(0);
  answered_before = order.answered_before;
  errors.begin_at(order.said_before);
  if (next_order(orders).word == Order::Word::not_started) _exit(0);
  run_watch(order.started, [&](Deadline deadline) { return neighbour.wait(deadline); });
  neighbour.pass_on();
  _exit(0);
}

// Forked off twice: it is no child of what this process becomes. True where the kernel will tell
// how the command ended; the one in between has just ended and is the proof.
bool Starter::Inside::fork_watcher() {
  int ends[2];
  self = open_pidfd(pid);
  if (!self || pipe2(ends, O_CLOEXEC) != 0) return false;
  const Descriptor orders(ends[0]);
  control = Descriptor(ends[1]);
  const pid_t between = fork();
  if (between == 0) {
    const pid_t watcher = fork();
    if (watcher == 0) be_watcher(orders);
    _exit(watcher < 0 ? 1 : 0);
  }
  const auto pidfd = between > 0 ? open_pidfd(between) : Descriptor();
  const bool forked = between > 0 && wait_for(between) == 0;
  if (forked && ((pidfd && kept_status(pidfd.get())) || is_known_by_pid())) return true;
  control = Descriptor();
  return false;
}

Ended Starter::Inside::become(const Command& command) {
  const bool watched =
      send(control, {Order::Word::go, answered_before, errors.begin(), Clock::now()});
  if (!watched) errors.forget();
  const int error = command.execute(signals, errors);
  errors.give_back();
  std::signal(SIGPIPE, SIG_IGN);
  if (watched) send(control, {Order::Word::not_started, false, 0, {}});
  return {{error}, {}};
}

Ended Starter::Inside::stay(const Command& command) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return {{errno}, {}};
  const Descriptor hear(ends[0]);
  Descriptor tell(ends[1]);
  block_signals();
  errors.begin();
  const auto started = Clock::now();
  const pid_t child = fork();
  if (child < 0) return {{errno}, {}};
  if (child == 0) {
    // It does not outlive preflight, as it would not if it had taken its place.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    int error = ESRCH;
    if (getppid() == pid) error = command.execute(signals, errors);
    static_cast<void>(!write(tell.get(), &error, sizeof error));
    _exit(127);
  }
  tell = Descriptor();
  int error = 0;
  ssize_t got = 0;
  do {
    got = read(hear.get(), &error, sizeof error);
  } while (got < 0 && errno == EINTR);
  if (got > 0) {
    wait_for(child);
    return {{error}, {}};
  }
  errors.watch_only();
  leave_to_command(inherited);
  Child life(child, errors);
  std::optional<End> end;
  run_watch(started, [&](Deadline deadline) {
    if (!end) end = life.wait(deadline);
    return end;
  });
  while (!end) end = life.wait(Deadline::never());
  return {{}, *end};
}

Starter::Starter(Watch watch, bool heard) : inside_(std::make_unique<Inside>()) {
  inside_->watch = std::move(watch);
  inside_->nobody_hears = !heard && kind_of_errors() == ErrorsKind::nothing;
  if (!inside_->watch || inside_->nobody_hears) return;
  inside_->errors = Errors(heard);
  if (!is_reaper()) inside_->fork_watcher();
}

Starter::~Starter() = default;

Ended Starter::start(const Start& start) {
  const Command command(start.program, start.command);
  auto& inside = *inside_;
  inside.answered_before = start.answered_before;
  if (!inside.watch || inside.nobody_hears) return inside.become(command);
  // A thread that hangs in the kernel would keep execve from ever coming to its end.
  if (!inside.control || start.abandoned) return inside.stay(command);
  inside.errors.command_only();
  return inside.become(command);
}

int end_like(const End& end) {
  if (!end.signal) return static_cast<int>(end.exit_code.value_or(0));
  // One core dump of it is enough.
  prctl(PR_SET_DUMPABLE, 0);
  std::signal(*end.signal, SIG_DFL);
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, *end.signal);
  raise(*end.signal);
  sigprocmask(SIG_UNBLOCK, &set, nullptr);
  return 128 + *end.signal;
}

}  // namespace preflight::run
