#include "cli/run/surrender_linux.hpp"

#include <dirent.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

#include "checks/base/text.hpp"
#include "cli/found_linux.hpp"

namespace preflight::run {

FoundSignals::FoundSignals() {
  for (int number = 1; number < NSIG; ++number)
    sigaction(number, nullptr, &actions_[static_cast<std::size_t>(number)]);
  sigprocmask(SIG_BLOCK, nullptr, &mask_);
  // This one was changed before.
  actions_[SIGPIPE].sa_handler = found_at_start().pipe_ignored ? SIG_IGN : SIG_DFL;
}

void FoundSignals::restore() const {
  for (int number = 1; number < NSIG; ++number)
    sigaction(number, &actions_[static_cast<std::size_t>(number)], nullptr);
  sigprocmask(SIG_SETMASK, &mask_, nullptr);
}

std::vector<int> descriptors_for_command() {
  std::vector<int> all;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc/self/fd"), closedir);
  while (folder) {
    const auto* entry = readdir(folder.get());
    if (entry == nullptr) break;
    const auto number = parse_unsigned(entry->d_name);
    if (!number || *number <= STDERR_FILENO) continue;
    const auto descriptor = static_cast<int>(*number);
    if (descriptor != dirfd(folder.get())) all.push_back(descriptor);
  }
  return all;
}

Command::Command(const ProgramFacts& program, std::vector<std::string> words)
    : path_(program.path), words_(std::move(words)) {
  if (program.kind == Kind::text) {
    // As execvp(3) does with a file that the kernel cannot run.
    words_.front() = path_;
    words_.insert(words_.begin(), "/bin/sh");
    path_ = "/bin/sh";
  }
  for (auto& word : words_) argv_.push_back(word.data());
  argv_.push_back(nullptr);
}

int Command::execute(const FoundSignals& signals, Errors& errors) const {
  errors.take_over();
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (found_at_start().closed[static_cast<std::size_t>(descriptor)]) close(descriptor);
  signals.restore();
  execve(path_.c_str(), argv_.data(), environ);
  return errno;
}

}  // namespace preflight::run
