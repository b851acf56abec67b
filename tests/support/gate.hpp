// A gate that holds whoever comes through until it is opened, so that a look hangs for as long as a
// test wants.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace preflight::test {

class Gate {
 public:
  void pass() {
    std::unique_lock lock(mutex_);
    ++came_;
    changed_.wait(lock, [&] { return open_; });
    ++passed_;
    changed_.notify_all();
  }
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  bool wait_for_passed(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(10), [&] { return passed_ >= count; });
  }
  int came() {
    const std::lock_guard lock(mutex_);
    return came_;
  }

 private:
  std::mutex mutex_{};
  std::condition_variable changed_{};
  bool open_{};
  int came_{};
  int passed_{};
};

}  // namespace preflight::test
