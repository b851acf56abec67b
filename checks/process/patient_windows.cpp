#include "checks/process/patient_windows.hpp"

#include <condition_variable>
#include <mutex>

#include "checks/base/aside.hpp"
#include "checks/base/file_identity_windows.hpp"

namespace preflight {

// Shared by the asker and the thread, so that either can go first.
struct PatientAsker::Worker {
  std::mutex mutex{};
  std::condition_variable changed{};
  Handle question{};
  std::optional<FileIdentity> answer{};
  bool asked{};
  bool answered{};
  bool stop{};

  static void run(const std::shared_ptr<Worker>& self) {
    std::unique_lock lock(self->mutex);
    for (;;) {
      self->changed.wait(lock, [&] { return self->asked || self->stop; });
      if (self->stop) return;
      self->asked = false;
      const Handle file = std::move(self->question);
      lock.unlock();
      // Pipes and consoles are told from files here; both questions can take for ever.
      std::optional<FileIdentity> identity;
      if (GetFileType(file.get()) == FILE_TYPE_DISK) identity = identity_of(file.get());
      lock.lock();
      self->answer = identity;
      self->answered = true;
      self->changed.notify_all();
    }
  }
};

PatientAsker::PatientAsker() = default;

PatientAsker::~PatientAsker() {
  if (!worker_) return;
  const std::lock_guard lock(worker_->mutex);
  worker_->stop = true;
  worker_->changed.notify_all();
}

Answer PatientAsker::ask(Handle file, std::chrono::milliseconds patience, FileIdentity& identity) {
  if (!worker_) {
    auto worker = std::make_shared<Worker>();
    if (!run_aside([worker] { Worker::run(worker); })) {
      ++left_behind_;
      return Answer::none;
    }
    worker_ = std::move(worker);
  }
  std::unique_lock lock(worker_->mutex);
  worker_->question = std::move(file);
  worker_->asked = true;
  worker_->answered = false;
  worker_->changed.notify_all();
  if (!worker_->changed.wait_for(lock, patience, [&] { return worker_->answered; })) {
    worker_->stop = true;
    lock.unlock();
    worker_.reset();
    ++left_behind_;
    return Answer::none;
  }
  if (!worker_->answer) return Answer::no_file;
  identity = *worker_->answer;
  return Answer::file;
}

}  // namespace preflight
