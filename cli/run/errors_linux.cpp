#include "cli/run/errors_linux.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>

#include "checks/base/system_error.hpp"
#include "cli/found_linux.hpp"

namespace preflight::run {

namespace {

// systemd.exec(5): device and inode of the journal's stream, "8:1234".
bool is_journal(const struct stat& status) {
  const char* stream = std::getenv("JOURNAL_STREAM");
  return stream != nullptr && fmt::format("{}:{}", status.st_dev, status.st_ino) == stream;
}

bool is_null_device(const struct stat& status) {
  return S_ISCHR(status.st_mode) && major(status.st_rdev) == 1 && minor(status.st_rdev) == 3;
}

bool same_pipe(const struct stat& status) {
  struct stat output {};
  return fstat(STDOUT_FILENO, &output) == 0 && output.st_dev == status.st_dev &&
         output.st_ino == status.st_ino;
}

}  // namespace

ErrorsKind kind_of_errors() {
  struct stat status {};
  if (found_at_start().closed[STDERR_FILENO] || fstat(STDERR_FILENO, &status) != 0 ||
      is_journal(status))
    return ErrorsKind::left;
  if (S_ISREG(status.st_mode)) return ErrorsKind::file;
  if (S_ISFIFO(status.st_mode)) return ErrorsKind::pipe;
  return is_null_device(status) ? ErrorsKind::nothing : ErrorsKind::left;
}

Errors::Errors(bool heard) : kind_(kind_of_errors()) {
  struct stat status {};
  if (fstat(STDERR_FILENO, &status) != 0) return;
  if (kind_ != ErrorsKind::pipe && !(kind_ == ErrorsKind::nothing && heard)) return;
  both_ = kind_ == ErrorsKind::pipe && same_pipe(status);
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) return;
  read_ = Descriptor(ends[0]);
  write_ = Descriptor(ends[1]);
  // Of this end alone: the command's own stays as a command expects it.
  fcntl(read_.get(), F_SETFL, O_NONBLOCK);
}

off_t Errors::begin() {
  struct stat status {};
  if (fstat(STDERR_FILENO, &status) == 0) begin_ = status.st_size;
  return begin_;
}

void Errors::take_over() {
  if (!write_) return;
  own_errors_ = Descriptor(fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  own_output_ = Descriptor(fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
  dup2(write_.get(), STDERR_FILENO);
  if (both_) dup2(write_.get(), STDOUT_FILENO);
}

void Errors::give_back() {
  if (own_errors_) dup2(own_errors_.get(), STDERR_FILENO);
  if (own_output_) dup2(own_output_.get(), STDOUT_FILENO);
  own_errors_ = Descriptor();
  own_output_ = Descriptor();
}

void Errors::forget() {
  read_ = Descriptor();
  write_ = Descriptor();
}

int Errors::writable() const { return pending_.empty() ? -1 : STDERR_FILENO; }

// The reader of what is passed on has gone. The command meets that as it would have without us: its
// next write finds nobody.
void Errors::stop() {
  pending_.clear();
  read_ = Descriptor();
}

// No more than a pipe takes whole, so that a write which poll(2) allowed does not block.
void Errors::read_some() {
  std::array<char, PIPE_BUF> buffer{};
  const auto count = read(read_.get(), buffer.data(), buffer.size());
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) return stop();
  pending_.assign(buffer.data(), static_cast<std::size_t>(count));
  tail_.add(pending_);
}

void Errors::write_some() {
  const auto count = write(STDERR_FILENO, pending_.data(), pending_.size());
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count < 0) return stop();
  pending_.erase(0, static_cast<std::size_t>(count));
}

void Errors::drain() {
  constexpr int most = 1024;  // a descendant may go on writing
  for (int i = 0; i < most && read_; ++i) {
    while (!pending_.empty()) {
      pollfd one{STDERR_FILENO, POLLOUT, 0};
      poll(&one, 1, -1);
      write_some();
    }
    if (!read_) return;
    read_some();
    if (pending_.empty()) return;
  }
}

Said Errors::said() const {
  if (kind_ == ErrorsKind::pipe || kind_ == ErrorsKind::nothing) return tail_.said();
  if (kind_ == ErrorsKind::left)
    return {{}, "it went to a terminal, to the journal or to a socket, where it stands above this"};
  const Descriptor file(open("/proc/self/fd/2", O_RDONLY | O_CLOEXEC));
  struct stat status {};
  if (!file || fstat(file.get(), &status) != 0)
    return {{}, fmt::format("{} ({})", text(last_error()), symbol(last_error()))};
  // Cut short by somebody: all of it is newer then.
  const auto begin = status.st_size < begin_ ? 0 : begin_;
  const auto from = std::max<off_t>(begin, status.st_size - static_cast<off_t>(most_said));
  std::string bytes(static_cast<std::size_t>(status.st_size - from), '\0');
  const auto count = pread(file.get(), bytes.data(), bytes.size(), from);
  if (count < 0) return {{}, fmt::format("{} ({})", text(last_error()), symbol(last_error()))};
  bytes.resize(static_cast<std::size_t>(count));
  return said_of(bytes, from > begin);
}

}  // namespace preflight::run
