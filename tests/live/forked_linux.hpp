// A copy of this process that holds what it is told to, for what preflight_actor has no verb for.
#pragma once

#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <functional>
#include <stdexcept>
#include <thread>

namespace preflight::test {

enum class Then {
  stay,          ///< until it is killed
  go_on,         ///< runs `later`, which may wait for something
  end_the_first  ///< the first thread ends; a second one stays
};

class Forked {
 public:
  /// Comes back when `hold` is done. Throws where it gave false.
  explicit Forked(const std::function<bool()>& hold, Then then = Then::stay,
                  const std::function<void()>& later = {}) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("pipe");
    pid_ = fork();
    if (pid_ == 0) run(ends[1], hold, then, later);
    close(ends[1]);
    char answer = 'n';
    const bool told = read(ends[0], &answer, 1) == 1 && answer == 'y';
    close(ends[0]);
    if (told) return;
    end();
    throw std::runtime_error("the forked process could not hold what it was told to");
  }
  Forked(const Forked&) = delete;
  Forked& operator=(const Forked&) = delete;
  ~Forked() { end(); }

  [[nodiscard]] std::uint32_t pid() const { return static_cast<std::uint32_t>(pid_); }

 private:
  [[noreturn]] static void run(int ready, const std::function<bool()>& hold, Then then,
                               const std::function<void()>& later) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const char answer = hold() ? 'y' : 'n';
    if (then == Then::end_the_first)
      std::thread([] {
        for (;;) pause();
      }).detach();
    if (write(ready, &answer, 1) != 1) _exit(1);
    if (then == Then::go_on) later();
    if (then == Then::end_the_first) syscall(SYS_exit, 0);
    for (;;) pause();
  }

  void end() const {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  pid_t pid_{};
};

/// Looks until `condition` holds; false where it does not within half a minute.
inline bool comes_true(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!condition()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return true;
}

}  // namespace preflight::test
