#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <system_error>
#include <thread>
#include <utility>

#include "checks/base/descriptor_linux.hpp"
#include "tests/support/child.hpp"
#include "tests/support/line_buffer.hpp"

namespace preflight::test {
namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void fail(int error, const std::string& what) {
  throw std::system_error(error, std::generic_category(), what);
}

struct Pipe {
  Descriptor read_end{};
  Descriptor write_end{};
};

Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) fail(errno, "pipe2");
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

int exit_code(int status) {
  return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace

struct Child::Native {
  pid_t pid{-1};
  Descriptor input{};
  Descriptor output{};
  std::optional<int> code{};  ///< set once it is reaped; the pid may then be another's
  LineBuffer lines{};

  ~Native() {
    if (code || pid <= 0) return;
    ::kill(pid, SIGKILL);
    ::kill(pid, SIGCONT);
    waitpid(pid, nullptr, 0);
  }
};

Child::Child(const std::vector<std::string>& command) : native_(std::make_unique<Native>()) {
  Pipe input = make_pipe();
  Pipe output = make_pipe();
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input.read_end.get(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output.write_end.get(), STDOUT_FILENO);
  std::vector<std::string> words = command;
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  const int error = posix_spawn(&native_->pid, argv[0], &actions, nullptr, argv.data(), ::environ);
  posix_spawn_file_actions_destroy(&actions);
  native_->input = std::move(input.write_end);
  native_->output = std::move(output.read_end);
  if (error != 0) {
    native_->pid = -1;
    fail(error, "posix_spawn " + command.front());
  }
}

Child::~Child() = default;
Child::Child(Child&&) noexcept = default;
Child& Child::operator=(Child&&) noexcept = default;

std::uint32_t Child::pid() const { return static_cast<std::uint32_t>(native_->pid); }

std::optional<std::string> Child::read_line(std::chrono::milliseconds span) {
  const Clock::time_point end = Clock::now() + span;
  for (;;) {
    if (auto line = native_->lines.take()) return line;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
    if (left <= 0) return std::nullopt;
    pollfd waited{native_->output.get(), POLLIN, 0};
    if (poll(&waited, 1, static_cast<int>(left)) <= 0) continue;
    std::array<char, 4096> bytes{};
    const ssize_t count = read(native_->output.get(), bytes.data(), bytes.size());
    if (count <= 0) return std::nullopt;
    native_->lines.add({bytes.data(), static_cast<std::size_t>(count)});
  }
}

void Child::send_line(std::string_view line) {
  const std::string bytes = std::string(line) + '\n';
  if (write(native_->input.get(), bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    fail(errno, "write");
}

void Child::close_input() { native_->input = Descriptor(); }

std::optional<int> Child::wait(std::chrono::milliseconds span) {
  const Clock::time_point end = Clock::now() + span;
  while (!native_->code) {
    int status = 0;
    if (waitpid(native_->pid, &status, WNOHANG) == native_->pid) {
      native_->code = exit_code(status);
      break;
    }
    if (Clock::now() >= end) return std::nullopt;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return native_->code;
}

void Child::kill() {
  if (!native_->code) ::kill(native_->pid, SIGKILL);
}

std::string program_folder() {
  std::array<char, PATH_MAX> path{};
  const ssize_t length = readlink("/proc/self/exe", path.data(), path.size());
  if (length <= 0) fail(errno, "/proc/self/exe");
  const std::string whole(path.data(), static_cast<std::size_t>(length));
  return whole.substr(0, whole.rfind('/'));
}

}  // namespace preflight::test
