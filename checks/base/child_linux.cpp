#include "checks/base/child_linux.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>

#include "checks/base/child_family_linux.hpp"
#include "checks/base/descriptor_linux.hpp"

namespace preflight {

namespace {

constexpr std::size_t most_errors = std::size_t{16} << 10;

struct Pipe {
  Descriptor read{}, write{};
};

bool open_pipe(Pipe& pipe) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return false;
  pipe.read = Descriptor(ends[0]);
  pipe.write = Descriptor(ends[1]);
  return true;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
  std::vector<char*> all;
  for (auto& word : words) all.push_back(word.data());
  all.push_back(nullptr);
  return all;
}

/// All that the child needs between fork and exec, made before: there it may allocate nothing.
struct Start {
  std::vector<std::string> words{}, environment{};
  std::vector<char*> argv{}, envp{};
  const char* folder{};
  int input{-1}, output{-1}, errors{-1}, told{-1};
  pid_t parent{};

  /// Async-signal-safe calls only (signal-safety(7)). Says errno where it does not come to exec.
  [[noreturn]] void go() const {
    // The child does not outlive preflight, however that ends.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    sigemptyset(&none);
    for (int number = 1; number < NSIG; ++number) signal(number, SIG_DFL);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    setsid();
    if (getppid() == parent && dup2(input, STDIN_FILENO) >= 0 && dup2(output, STDOUT_FILENO) >= 0 &&
        dup2(errors, STDERR_FILENO) >= 0 && (folder == nullptr || chdir(folder) == 0))
      execve(argv[0], argv.data(), envp.data());
    const int error = errno;
    static_cast<void>(!write(told, &error, sizeof error));
    _exit(127);
  }
};

/// 0, or the errno with which it did not start.
int start(Start& start, pid_t& pid) {
  Pipe told;
  const Descriptor input(open("/dev/null", O_RDONLY | O_CLOEXEC));
  if (!input || !open_pipe(told)) return errno;
  start.input = input.get();
  start.told = told.write.get();
  start.parent = getpid();
  pid = fork();
  if (pid == 0) start.go();
  if (pid < 0) return errno;
  told.write = Descriptor();
  int error = 0;
  ssize_t got = 0;
  do {
    got = read(told.read.get(), &error, sizeof error);
  } while (got < 0 && errno == EINTR);
  if (got <= 0) return 0;  // exec has closed it
  while (waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
  return error;
}

/// Nothing at the end of the stream; else how much was more than there is room for.
std::optional<std::size_t> take(int descriptor, std::string& text, std::size_t most) {
  std::array<char, 16384> buffer;
  const auto count = read(descriptor, buffer.data(), buffer.size());
  if (count < 0 && (errno == EINTR || errno == EAGAIN)) return 0;
  if (count <= 0) return std::nullopt;
  const auto said = static_cast<std::size_t>(count);
  const auto kept = std::min(most - std::min(most, text.size()), said);
  text.append(buffer.data(), kept);
  return said - kept;
}

class Listener {
 public:
  Listener(ChildResult& result, const Pipe& output, const Pipe& errors, pid_t pid, std::size_t most)
      : result_(result),
        most_(most),
        pid_(pid),
        process_(static_cast<int>(syscall(SYS_pidfd_open, pid, 0))),
        ends_{{{output.read.get(), POLLIN, 0},
               {errors.read.get(), POLLIN, 0},
               {process_.get(), POLLIN, 0}}} {}

  /// To the end of the process, whoever else may hold its output open.
  void listen(Deadline deadline) {
    while (!has_ended()) {
      if (deadline.passed()) {
        result_.timed_out = true;
        return;
      }
      // Without a handle of the process its end is asked for now and again.
      constexpr std::chrono::milliseconds step{5};
      const auto left = process_ ? deadline.left() : std::min(step, deadline.left());
      if (!hear(static_cast<int>(left.count()))) return;
    }
  }

  /// What is in the pipes still; nobody writes any more. A pipe holds a few buffers full.
  void drain() {
    ends_[2].fd = -1;
    for (int i = 0; i < 64 && (ends_[0].fd >= 0 || ends_[1].fd >= 0); ++i) {
      ends_[0].revents = ends_[1].revents = 0;
      if (poll(ends_.data(), ends_.size(), 0) <= 0 || !hear(0)) return;
    }
  }

 private:
  [[nodiscard]] bool has_ended() const {
    siginfo_t info{};
    while (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT | WNOHANG) != 0)
      if (errno != EINTR) return true;
    return info.si_pid != 0;
  }

  /// False where it said too much.
  bool hear(int wait_ms) {
    if (poll(ends_.data(), ends_.size(), wait_ms) <= 0) return true;
    if (ends_[0].fd >= 0 && ends_[0].revents != 0) {
      const auto more = take(ends_[0].fd, result_.output, most_);
      if (!more) ends_[0].fd = -1;
      result_.cut = more.value_or(0) > 0;
      if (result_.cut) return false;
    }
    // What is too much on standard error is let go.
    if (ends_[1].fd >= 0 && ends_[1].revents != 0 &&
        !take(ends_[1].fd, result_.errors, most_errors))
      ends_[1].fd = -1;
    return true;
  }

  ChildResult& result_;
  std::size_t most_;
  pid_t pid_;
  Descriptor process_;
  std::array<pollfd, 3> ends_;
};

void reap(ChildResult& result, pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return;
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
  if (WIFSIGNALED(status) && !result.timed_out && !result.cut) result.signal = WTERMSIG(status);
}

std::string new_mark() {
  static std::atomic<unsigned> count{0};
  return "PREFLIGHT_CHILD=" + std::to_string(getpid()) + "." + std::to_string(++count);
}

/// No pager, no colours, no question, and the messages that the decoders know.
std::vector<std::string> plain_environment() {
  return {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "SYSTEMD_PAGER=", "SYSTEMD_COLORS=0"};
}

}  // namespace

ChildResult run_child(const ChildCommand& command, Deadline deadline) {
  ChildResult result;
  Pipe output, errors;
  if (!open_pipe(output) || !open_pipe(errors)) {
    result.start = last_error();
    return result;
  }
  const auto mark = new_mark();
  Start begin;
  begin.words.push_back(command.program);
  begin.words.insert(begin.words.end(), command.arguments.begin(), command.arguments.end());
  begin.environment = command.environment ? *command.environment : plain_environment();
  begin.environment.push_back(mark);
  begin.argv = pointers(begin.words);
  begin.envp = pointers(begin.environment);
  begin.folder = command.folder.empty() ? nullptr : command.folder.c_str();
  begin.output = output.write.get();
  begin.errors = errors.write.get();
  pid_t pid{};
  result.start = {start(begin, pid)};
  output.write = Descriptor();
  errors.write = Descriptor();
  if (result.start.code != 0) return result;
  Listener listener(result, output, errors, pid, command.most_output);
  listener.listen(deadline);
  result.left_behind = !end_family({pid, mark});
  if (!result.cut) listener.drain();
  reap(result, pid);
  return result;
}

std::string first_program(const std::vector<std::string>& paths) {
  for (const auto& path : paths)
    if (access(path.c_str(), X_OK) == 0) return path;
  return {};
}

}  // namespace preflight
