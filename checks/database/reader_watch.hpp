// Does a reader stay, or do readers come and go? A commit waits until all readers that were there
// before it are gone, and lets no new ones in. So only one that never leaves is in its way. Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "checks/process/sqlite_locks.hpp"

namespace preflight::database {

using sqlite::HeldLock;
using sqlite::Lock;

class ReaderWatch {
 public:
  /// One look at the locks; `all` asks for every owner, which costs more and is asked only where
  /// the locks alone cannot tell. False: no reader has been there at every look.
  /// Looks are counted from 0; the first few are not worth the full question, unless it is the
  /// last.
  bool look(std::span<const HeldLock> locks, unsigned count, bool last,
            const std::function<std::vector<HeldLock>()>& all) {
    const auto seen = readers(locks);
    if (!started_ && count < patience && !last) return true;
    const bool same = started_ && seen == last_seen_;
    last_seen_ = seen;
    if (same && !last) return true;
    auto present = readers(all());
    if (present.empty()) present = seen;
    if (!started_) {
      steady_ = present;
      started_ = true;
    } else {
      std::erase_if(steady_, [&](std::uint32_t pid) {
        return std::find(present.begin(), present.end(), pid) == present.end();
      });
    }
    return !steady_.empty();
  }

  /// Who was there at every look; pid 0 for one that is not known.
  [[nodiscard]] const std::vector<std::uint32_t>& steady() const { return steady_; }

 private:
  static constexpr unsigned patience = 3;

  static std::vector<std::uint32_t> readers(std::span<const HeldLock> locks) {
    std::vector<std::uint32_t> pids;
    for (const auto& held : locks)
      if (held.lock == Lock::shared) pids.push_back(held.pid);
    return pids;
  }

  bool started_{};
  std::vector<std::uint32_t> steady_{};
  std::vector<std::uint32_t> last_seen_{};
};

}  // namespace preflight::database
