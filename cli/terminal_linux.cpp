#include <fcntl.h>
#include <malloc.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdlib>

#include "checks/base/descriptor_linux.hpp"
#include "checks/base/file_status.hpp"
#include "cli/bundle/case_file.hpp"
#include "cli/found_linux.hpp"
#include "cli/interrupt.hpp"
#include "cli/terminal.hpp"

namespace preflight {

namespace {

bool write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto count = write(fd, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return errno == EPIPE;
    text.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

// locale(7): the first of these that is set and not empty decides.
bool locale_is_utf8() {
  for (const auto* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale{value};
    for (const auto* suffix : {"UTF-8", "utf-8", "UTF8", "utf8"})
      if (locale.find(suffix) != std::string_view::npos) return true;
    return false;
  }
  return false;
}

std::optional<StreamSize> terminal_size(int fd, StreamSize size) {
  winsize told{};
  if (ioctl(fd, TIOCGWINSZ, &told) != 0) return std::nullopt;
  if (told.ws_col > 0) size.width = told.ws_col;
  if (told.ws_row > 0) size.height = told.ws_row;
  return size;
}

// poll(2): POLLERR also tells a writer that the reading end of its pipe is closed.
bool nobody_reads(int fd) {
  pollfd one{fd, 0, 0};
  return poll(&one, 1, 0) == 1 && (one.revents & (POLLERR | POLLHUP)) != 0;
}

Stream stream(int fd, bool unicode) {
  Stream made;
  made.write = [fd](std::string_view text) { return write_all(fd, text); };
  made.unicode = unicode;
  made.lost = [fd] { return nobody_reads(fd); };
  if (const auto size = terminal_size(fd, {made.width, made.height})) {
    const char* kind = std::getenv("TERM");
    made.is_terminal = true;
    made.colors = kind == nullptr || std::string_view{kind} != "dumb";
    made.width = size->width;
    made.height = size->height;
    made.size_now = [fd, at_start = *size] {
      return terminal_size(fd, at_start).value_or(at_start);
    };
  }
  return made;
}

FoundAtStart found;

// With standard output closed, the next file that is opened, a database perhaps, would become it.
void occupy_standard_descriptors() {
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF) continue;
    found.closed[static_cast<std::size_t>(fd)] = true;
    if (open("/dev/null", O_RDWR) < 0) return;
  }
}

// /dev/stdout or a FIFO is written to, not replaced.
std::optional<SystemError> write_into(const std::string& path, std::string_view content) {
  const Descriptor file{open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY)};
  if (file && write_all(file.get(), content)) return std::nullopt;
  return last_error();
}

// A link stays, and the file that it leads to is replaced.
std::string resolved(const std::string& path) {
  std::array<char, PATH_MAX> buffer{};
  return realpath(path.c_str(), buffer.data()) != nullptr ? buffer.data() : path;
}

}  // namespace

std::vector<std::string> command_line(int argc, char** argv) {
  return {argv + (argc > 0 ? 1 : 0), argv + argc};
}

const FoundAtStart& found_at_start() { return found; }

Surroundings surroundings() {
  found.pipe_ignored = std::signal(SIGPIPE, SIG_IGN) == SIG_IGN;
  occupy_standard_descriptors();
  // A second malloc arena for the one worker thread costs more than it saves.
  mallopt(M_ARENA_MAX, 1);
  const bool unicode = locale_is_utf8();
  return {stream(STDOUT_FILENO, unicode),
          stream(STDERR_FILENO, unicode),
          [](const char* name) -> std::optional<std::string> {
            const char* value = std::getenv(name);
            if (value == nullptr) return std::nullopt;
            return value;
          },
          read_config_file,
          read_case,
          interrupted};
}

std::optional<SystemError> write_whole(const std::string& path, std::string_view content) {
  const auto status = file_status(path);
  const auto* const present = std::get_if<FileStatus>(&status);
  if (present != nullptr && present->kind == FileKind::directory) return SystemError{EISDIR};
  if (present != nullptr && present->kind != FileKind::regular) return write_into(path, content);

  const auto target = present != nullptr ? resolved(path) : path;
  auto beside = target + ".XXXXXX";
  const Descriptor file{mkostemp(beside.data(), O_CLOEXEC)};
  if (!file) return last_error();
  const auto mask = umask(0);
  umask(mask);
  const bool written = write_all(file.get(), content) && fchmod(file.get(), 0666 & ~mask) == 0 &&
                       fsync(file.get()) == 0 && rename(beside.c_str(), target.c_str()) == 0;
  if (written) return std::nullopt;
  const auto error = last_error();
  unlink(beside.c_str());
  return error;
}

}  // namespace preflight
