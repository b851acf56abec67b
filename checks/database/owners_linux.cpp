#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>

#include "checks/base/descriptor_linux.hpp"
#include "checks/database/look.hpp"

namespace preflight::database {

std::vector<SeenLock> all_locks(const Place& place, Gaps& /*gaps*/) {
  return look_at(place, true).locks;
}

Elsewhere open_elsewhere(const Place& place, Deadline deadline) {
  const Descriptor file{open(place.path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)};
  if (!file) return {};
  fcntl(file.get(), F_SETSIG, SIGURG);
  if (fcntl(file.get(), F_SETLEASE, F_WRLCK) == 0) {
    fcntl(file.get(), F_SETLEASE, F_UNLCK);
    return {Facts::Elsewhere::no, {}};
  }
  if (errno == EAGAIN) return {Facts::Elsewhere::yes, {}};
  auto holders = find_file_holders(files_of(place), deadline);
  const auto answer = !holders.holders.empty()        ? Facts::Elsewhere::yes
                      : holders.unseen_processes == 0 ? Facts::Elsewhere::no
                                                      : Facts::Elsewhere::unknown;
  return {answer, std::move(holders)};
}

}  // namespace preflight::database
