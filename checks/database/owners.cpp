#include "checks/database/owners.hpp"

#include <algorithm>
#include <map>

#include "checks/database/judge.hpp"
#include "checks/database/wal_index.hpp"

namespace preflight::database {

namespace {

// A reader that pins fewer frames is one that works; SQLite itself checkpoints every 1000.
constexpr std::uint32_t many_frames = 4000;

class Owners {
 public:
  Owners(const Query& query, const Place& place, Elsewhere elsewhere, Facts& facts,
         Deadline deadline)
      : query_(query),
        place_(place),
        elsewhere_(std::move(elsewhere)),
        facts_(facts),
        deadline_(deadline) {}

  void name_blockers() {
    const bool lost_race = facts_.attempt && (facts_.attempt->code & 0xff) == 5;
    if (facts_.obstacle == Obstacle::none && !lost_race) return;
    const auto locks = full_locks();
    std::map<std::uint32_t, Holder> found;
    for (const auto& held : locks)
      if (matters(held)) add(held, found);
    for (const auto& held : locks)  // their other locks, for the reader of the report
      if (const auto at = found.find(held.pid); at != found.end() && held.pid != 0)
        add_lock(at->second, held.lock);
    if (facts_.shut_out || found.empty() || found.contains(0)) add_candidates(found);
    found.erase(0);
    for (auto& [pid, holder] : found) facts_.blockers.push_back(std::move(holder));
  }

  void name_openers() {
    if (facts_.elsewhere != Facts::Elsewhere::yes && !elsewhere_.holders) return;
    const bool named = !facts_.blockers.empty() && facts_.blockers_complete;
    if (named && !query_.exclusive) return;
    const auto& list = holders();
    facts_.unseen_processes = list.unseen_processes;
    for (const auto& holder : list.holders)
      if (auto known = identified(holder.pid)) {
        known->writable = holder.writable;
        for (const auto& held : locks_of(holder)) add_lock(*known, held.lock);
        for (const auto& held : facts_.locks)
          if (held.pid == holder.pid) add_lock(*known, held.lock);
        facts_.openers.push_back(std::move(*known));
      }
    // Gone while they were looked for, or nobody's descriptor (a mount, a passed one).
    if (facts_.openers.empty() && list.unseen_processes == 0)
      facts_.elsewhere = open_elsewhere(place_, deadline_).answer;
  }

  // Who keeps the log from being checkpointed, where it is long.
  void name_pin() {
    if (!facts_.attached || facts_.wal.size < std::uint64_t{many_frames} * 512) return;
    const auto sample = look_at(place_, true);
    const auto index = decode_wal_index(sample.wal_index);
    if (!index) return;
    const HeldLock* oldest = nullptr;
    std::uint32_t most = many_frames - 1;
    const auto locks = decode_locks(sample.locks);
    for (const auto& held : locks) {
      if (held.lock != Lock::wal_read || held.exclusive) continue;
      if (pinned_frames(*index, held.slot) <= most) continue;
      most = pinned_frames(*index, held.slot);
      oldest = &held;
    }
    if (oldest == nullptr) return;
    Pin pin{most, {}, false};
    auto holder = identified(oldest->pid);
    if (!holder && facts_.openers.size() == 1) holder = facts_.openers.front();
    if (holder) {
      add_lock(*holder, Lock::wal_read);
      holder->who.process.role = Role::reader;
      pin.holder = std::move(*holder);
      pin.holder_known = true;
    }
    facts_.pin = std::move(pin);
  }

 private:
  // The locks in the way, and those that the one in the way waits for.
  bool matters(const HeldLock& held) const {
    if (facts_.obstacle == Obstacle::reader) {
      const auto& steady = facts_.steady_readers;
      return held.lock == Lock::shared &&
             std::find(steady.begin(), steady.end(), held.pid) != steady.end();
    }
    if (held.lock == Lock::attached) return held.exclusive;
    if (held.lock == Lock::wal_read) return waits_ && !held.exclusive;
    if (held.lock == Lock::shared) return waits_ && !is_wal(facts_);
    return true;
  }

  bool has(Lock lock) const {
    return std::any_of(facts_.locks.begin(), facts_.locks.end(),
                       [&](const HeldLock& held) { return held.lock == lock; });
  }

  // The last look names one owner of each byte: the one, where it is locked exclusively. All of
  // them are asked for only where readers matter.
  const std::vector<HeldLock>& full_locks() {
    if (asked_) return locks_;
    asked_ = true;
    waits_ = has(Lock::pending) || (has(Lock::wal_checkpoint) && has(Lock::wal_write));
    locks_ = facts_.locks;
    if (facts_.obstacle == Obstacle::writer && !waits_) return locks_;
    auto all = decode_locks(all_locks(place_));
    if (obstacle(all, is_wal(facts_)) >= facts_.obstacle) locks_ = std::move(all);
    return locks_;
  }

  static void add_lock(Holder& holder, Lock lock) {
    auto& locks = holder.locks;
    if (lock == Lock::attached) return;
    if (std::find(locks.begin(), locks.end(), lock) == locks.end()) locks.push_back(lock);
  }

  static std::optional<Holder> identified(std::uint32_t pid) {
    if (pid == 0) return std::nullopt;
    auto who = identify(pid);
    if (!who) return std::nullopt;
    return Holder{std::move(*who), {}, false};
  }

  void add(const HeldLock& held, std::map<std::uint32_t, Holder>& found) {
    if (!found.contains(held.pid)) {
      auto known = identified(held.pid);
      if (!known) facts_.blockers_complete = false;
      if (!known && held.pid != 0) return;
      found[held.pid] = known ? std::move(*known) : Holder{};
    }
    auto& holder = found[held.pid];
    add_lock(holder, held.lock);
    if (obstacle(held, is_wal(facts_)) == Obstacle::writer)
      holder.who.process.role = Role::writer;
    else if (holder.who.process.role != Role::writer)
      holder.who.process.role = Role::reader;
  }

  // Nobody is named for a lock. On Linux an open-file lock is told at the descriptors of its owner;
  // else whoever has the database open can be the one.
  void add_candidates(std::map<std::uint32_t, Holder>& found) {
    const auto unknown = found.contains(0) ? found[0] : Holder{};
    const auto& list = holders();
    facts_.unseen_processes = list.unseen_processes;
    bool told = false;
    for (const auto& holder : list.holders)
      for (const auto& held : locks_of(holder))
        if (held.lock != Lock::attached && obstacle(held, is_wal(facts_)) == facts_.obstacle) {
          add(held, found);
          told = true;
        }
    if (told) {
      facts_.blockers_complete = true;
      return;
    }
    std::vector<Holder> candidates;
    for (const auto& holder : list.holders) {
      if (found.contains(holder.pid)) continue;
      if (auto known = identified(holder.pid)) candidates.push_back(std::move(*known));
    }
    facts_.blockers_complete = candidates.size() == 1 && list.unseen_processes == 0;
    for (auto& candidate : candidates) {
      if (facts_.blockers_complete) candidate.locks = unknown.locks;
      candidate.who.process.role = facts_.blockers_complete ? unknown.who.process.role : Role::open;
      const auto pid = candidate.who.process.pid;
      found[pid] = std::move(candidate);
    }
  }

  std::vector<HeldLock> locks_of(const FileHolder& holder) {
    std::vector<SeenLock> seen;
    for (const auto& [file, lock] : holder.locks) {
      if (file != 0 && !elsewhere_.files[file].path.ends_with("-shm")) continue;
      seen.push_back({file == 0 ? LockFile::database : LockFile::wal_index,
                      lock.kind == LockKind::write, lock.start, lock.length, holder.pid});
    }
    return decode_locks(seen);
  }

  const FileHolders& holders() {
    if (!elsewhere_.holders) elsewhere_ = list_openers(place_, deadline_);
    return *elsewhere_.holders;
  }

  const Query& query_;
  const Place& place_;
  Elsewhere elsewhere_;
  Facts& facts_;
  Deadline deadline_;
  std::vector<HeldLock> locks_{};
  bool asked_{};
  bool waits_{};
};

void finish(Holder& holder) {
  holder.who.process.locks.clear();
  for (const auto lock : holder.locks) holder.who.process.locks.emplace_back(name(lock));
}

}  // namespace

std::vector<WantedFile> files_of(const Place& place) {
  std::vector<WantedFile> files;
  for (const auto* const suffix : {"", "-wal", "-shm", "-journal"}) {
    const auto status = file_status(place.path + suffix);  // it may be another file by now
    if (const auto* const found = std::get_if<FileStatus>(&status))
      files.push_back({place.path + suffix, found->identity});
    else if (files.empty())
      files.push_back({place.path, place.status.identity});
  }
  return files;
}

Elsewhere list_openers(const Place& place, Deadline deadline) {
  Elsewhere list;
  list.files = files_of(place);
  list.holders = find_file_holders(list.files, deadline);
  const bool all_seen = list.holders->gaps.empty() && list.holders->unseen_processes == 0;
  if (!list.holders->holders.empty())
    list.answer = Facts::Elsewhere::yes;
  else if (all_seen)
    list.answer = Facts::Elsewhere::no;
  return list;
}

void name_owners(const Query& query, const Place& place, Elsewhere elsewhere, Facts& facts,
                 Deadline deadline) {
  Owners owners(query, place, std::move(elsewhere), facts, deadline);
  owners.name_blockers();
  owners.name_openers();
  owners.name_pin();
  for (auto& holder : facts.blockers) finish(holder);
  for (auto& holder : facts.openers) finish(holder);
  if (facts.pin) finish(facts.pin->holder);
}

}  // namespace preflight::database
