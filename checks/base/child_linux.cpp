#include "checks/base/child_linux.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>

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

// posix_spawn(3), since what may be done between fork and exec in a program with threads is little.
SystemError spawn(const ChildCommand& command, int output, int errors, pid_t& pid) {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  posix_spawn_file_actions_init(&files);
  posix_spawnattr_init(&attributes);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, errors, STDERR_FILENO);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes,
                           POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  std::vector<std::string> words{command.program};
  words.insert(words.end(), command.arguments.begin(), command.arguments.end());
  std::vector<char*> argv;
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  // No pager, no colours, no question, and the messages that the decoders know.
  std::string path = "PATH=/usr/sbin:/usr/bin:/sbin:/bin", locale = "LC_ALL=C";
  std::string pager = "SYSTEMD_PAGER=", colors = "SYSTEMD_COLORS=0";
  std::array<char*, 5> environment{path.data(), locale.data(), pager.data(), colors.data(),
                                   nullptr};
  const int error = posix_spawn(&pid, command.program.c_str(), &files, &attributes, argv.data(),
                                environment.data());
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&files);
  return {error};
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

void listen(ChildResult& result, const Pipe& output, const Pipe& errors, std::size_t most,
            Deadline deadline) {
  std::array<pollfd, 2> ends{{{output.read.get(), POLLIN, 0}, {errors.read.get(), POLLIN, 0}}};
  while (ends[0].fd >= 0 || ends[1].fd >= 0) {
    const auto ready = poll(ends.data(), ends.size(), static_cast<int>(deadline.left().count()));
    if (ready < 0 && errno == EINTR) continue;
    result.timed_out = ready <= 0 || deadline.passed();
    if (result.timed_out) return;
    if (ends[0].revents != 0) {
      const auto more = take(ends[0].fd, result.output, most);
      if (!more) ends[0].fd = -1;
      result.cut = more.value_or(0) > 0;
      if (result.cut) return;
    }
    // What is too much on standard error is let go.
    if (ends[1].revents != 0 && !take(ends[1].fd, result.errors, most_errors)) ends[1].fd = -1;
  }
}

// It has closed its output, so its end is a matter of moments; or it is killed.
void wait_for_end(ChildResult& result, pid_t pid, Deadline deadline) {
  constexpr int step_ms = 2;
  siginfo_t ended{};
  const auto wait = [&](int options) {
    while (waitid(P_PID, static_cast<id_t>(pid), &ended, WEXITED | WNOWAIT | options) != 0)
      if (errno != EINTR) return;
  };
  wait(WNOHANG);
  while (ended.si_pid == 0 && !result.timed_out && !result.cut) {
    poll(nullptr, 0, step_ms);
    wait(WNOHANG);
    result.timed_out = ended.si_pid == 0 && deadline.passed();
  }
  // The leader is not reaped yet, so its group has no other owner: all that is left of it goes.
  kill(-pid, SIGKILL);
  int status = 0;
  while (waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return;
  if (WIFEXITED(status)) result.exit_code = WEXITSTATUS(status);
}

}  // namespace

ChildResult run_child(const ChildCommand& command, Deadline deadline) {
  ChildResult result;
  Pipe output, errors;
  if (!open_pipe(output) || !open_pipe(errors)) {
    result.start = last_error();
    return result;
  }
  pid_t pid{};
  result.start = spawn(command, output.write.get(), errors.write.get(), pid);
  output.write = Descriptor();
  errors.write = Descriptor();
  if (result.start.code != 0) return result;
  listen(result, output, errors, command.most_output, deadline);
  wait_for_end(result, pid, deadline);
  return result;
}

std::string first_program(const std::vector<std::string>& paths) {
  for (const auto& path : paths)
    if (access(path.c_str(), X_OK) == 0) return path;
  return {};
}

}  // namespace preflight
