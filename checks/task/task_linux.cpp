#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "checks/base/descriptor_linux.hpp"
#include "checks/base/file_status.hpp"
#include "checks/task/task.hpp"

namespace preflight::task {

namespace {

/// At most one byte more than a task may have, so that what is too large is seen to be.
bool read_task(const std::string& path, std::string& bytes) {
  // O_NONBLOCK: a FIFO in its place must not make us wait.
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return false;
  bytes.resize(largest_task + 1);
  std::size_t size = 0;
  while (size < bytes.size()) {
    const auto count = read(file.get(), bytes.data() + size, bytes.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    if (count == 0) break;
    size += static_cast<std::size_t>(count);
  }
  bytes.resize(size);
  return true;
}

}  // namespace

Facts probe(const Query& query, Deadline /*deadline*/) {
  Facts facts;
  if (!query.file) {
    facts.unsupported = "a task is known by its name on Windows only; here, give its FILE.xml";
    return facts;
  }
  facts.file = query.target;
  facts.now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  std::string bytes;
  if (!read_task(query.target, bytes)) {
    facts.unread = last_error();
    facts.missing = is_missing(facts.unread);
    return facts;
  }
  facts.decoded = decode_task(bytes);
  // A path of Windows says nothing here.
  if (facts.decoded.task) facts.programs.resize(facts.decoded.task->actions.size());
  return facts;
}

}  // namespace preflight::task
