// The order of the looks: from what cannot touch anything to what needs the most care.
#include <algorithm>
#include <thread>

#include "checks/database/attempt.hpp"
#include "checks/database/judge.hpp"
#include "checks/database/look.hpp"
#include "checks/database/owners.hpp"
#include "checks/database/reader_watch.hpp"

namespace preflight::database {

namespace {

constexpr std::uint64_t most_wal_bytes = 64 << 20;

void take_in(const Sample& sample, Facts& facts) {
  facts.database.size = sample.size;
  if (!sample.open.granted()) facts.database.read = sample.open;
  facts.shut_out = sample.shut_out;
  facts.header.reset();
  if (!sample.header.empty()) facts.header = decode_header(sample.header);
  facts.locks = decode_locks(sample.locks);
  facts.obstacle = sample.shut_out ? Obstacle::writer : obstacle(facts.locks, is_wal(facts));
  facts.attached = std::any_of(facts.locks.begin(), facts.locks.end(),
                               [](const HeldLock& held) { return held.lock == Lock::attached; });
}

// A header can be read while it is being written: only what stays wrong is wrong.
Sample steady_look(const Place& place, bool others, Facts& facts) {
  for (int look = 0;; ++look) {
    auto sample = look_at(place, others);
    take_in(sample, facts);
    const bool bad = facts.header && sound_header(facts) == nullptr;
    if (!bad || facts.obstacle == Obstacle::writer || look == 2) return sample;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

void look_at_journal(const Place& place, Facts& facts) {
  const auto path = place.path + "-journal";
  facts.journal = {};
  facts.leftovers.journal = JournalState::none;
  const auto start = first_bytes(path, journal_header_size);
  if (!start) return;
  facts.journal = access_of(path);
  if (const auto* const bytes = std::get_if<std::vector<std::uint8_t>>(&*start)) {
    facts.leftovers.journal = journal_state(*bytes, facts.database.size);
    facts.leftovers.journal_header = decode_journal_header(*bytes);
  } else {
    facts.journal.exists = true;
    facts.journal.read = std::get<Right>(*start);
  }
}

void look_beside(const Place& place, const Sample& sample, Facts& facts) {
  look_at_journal(place, facts);
  facts.wal = access_of(place.path + "-wal");
  facts.wal_index = sample.has_wal_index ? access_of(place.path + "-shm") : Access{};
  if (!sample.wal_index_open.granted()) facts.wal_index.read = sample.wal_index_open;
  facts.leftovers.wal = {};
  if (!facts.attached && facts.wal.size > 0 && facts.wal.read.granted())
    facts.leftovers.wal = read_wal(facts.wal.path, most_wal_bytes);
}

bool usable(const Access& access) {
  return access.exists && access.read.granted() && access.write.granted();
}

// SQLite may open the database only where it would find nothing to mend: it would do so at once.
bool may_try(const Facts& facts) {
  if (sound_header(facts) == nullptr || !usable(facts.database)) return false;
  if (is_wal(facts)) return facts.attached && usable(facts.wal) && usable(facts.wal_index);
  const bool quiet_journal = facts.leftovers.journal != JournalState::hot &&
                             (!facts.journal.exists || facts.journal.read.granted());
  return quiet_journal && facts.wal.size == 0;
}

std::chrono::milliseconds pause(unsigned look) {
  constexpr unsigned steps[] = {1, 2, 5, 10};
  return std::chrono::milliseconds(steps[std::min(look, 3u)]);
}

// To open a WAL that nobody uses would make files or replay it. What can be done without is reading
// the database as it lies there.
bool may_read(const Facts& facts) {
  const auto& wal = facts.leftovers.wal;
  return is_wal(facts) && !facts.attached && facts.database.read.granted() && !wal.committed &&
         !wal.cut_short && facts.leftovers.journal != JournalState::hot;
}

class Watch {
 public:
  Watch(const Place& place, bool others, Facts& facts, Deadline limit)
      : place_(place), others_(others), facts_(facts), limit_(limit) {}

  // Until the write lock could be had, or the time is over.
  void run() {
    const auto begin = Deadline::Clock::now();
    for (unsigned look = 0; !step(look); ++look) {
      if (limit_.passed()) break;
      std::this_thread::sleep_for(std::min(pause(look), limit_.left()));
    }
    facts_.waited =
        std::chrono::duration_cast<std::chrono::milliseconds>(Deadline::Clock::now() - begin);
  }

 private:
  // True when there is nothing to wait for.
  bool step(unsigned look) {
    facts_.attempt.reset();
    const auto sample = steady_look(place_, others_, facts_);
    if (!sample.open.granted() && !sample.shut_out) return true;
    if (sample.lock.code != 0) {
      facts_.gaps.push_back(
          {"locks of " + place_.path, sample.lock, "the locks cannot be asked for"});
      return true;
    }
    if (facts_.obstacle == Obstacle::reader && !readers_leave(look)) return false;
    if (facts_.obstacle == Obstacle::writer) {
      remember();
      return false;
    }
    return settle(sample);
  }

  // Readers that come and go let a commit through; one that stays does not.
  bool readers_leave(unsigned look) {
    const bool last = limit_.passed();
    const auto steady =
        readers_.look(facts_.locks, look, last, [this] { return decode_locks(all_locks(place_)); });
    remember();
    facts_.steady_readers = readers_.steady();
    if (!last || steady) return false;
    facts_.obstacle = Obstacle::none;
    return true;
  }

  bool settle(const Sample& sample) {
    look_beside(place_, sample, facts_);
    if (facts_.leftovers.journal == JournalState::hot) {
      // It can be that of a writer who has just begun: only what is there twice was left behind.
      const auto again = steady_look(place_, others_, facts_);
      if (facts_.obstacle != Obstacle::none) return false;
      look_beside(place_, again, facts_);
    }
    if (!may_try(facts_)) return read_or_wait();
    facts_.attempt = attempt_write(place_.path, sound_header(facts_)->writer_version);
    if ((facts_.attempt->code & 0xff) != busy) return true;
    // Somebody was quicker. Whoever was in the way before is the best that is known of it.
    if (facts_.locks.empty()) facts_.locks = in_the_way_;
    return false;
  }

  // Without a lock, damage that is met can be another's write under way: then he is there now.
  bool read_or_wait() {
    facts_.read.reset();
    if (!may_read(facts_)) return true;
    facts_.read = attempt_read(place_.path, place_.system, sound_header(facts_)->writer_version);
    if (facts_.read->code == 0) return true;
    steady_look(place_, others_, facts_);
    return facts_.obstacle == Obstacle::none && !facts_.attached;
  }

  void remember() { in_the_way_ = facts_.locks; }

  static constexpr int busy = 5;  // SQLITE_BUSY

  const Place& place_;
  bool others_;
  Facts& facts_;
  Deadline limit_;
  ReaderWatch readers_{};
  std::vector<HeldLock> in_the_way_{};
};

// Some time is kept for naming who is in the way.
Deadline limit_of(const Query& query, Deadline deadline) {
  const auto left = deadline.left();
  return Deadline::in(std::min(query.timeout, left - std::min(left, left / 10)));
}

void look_at_nothing(const Place& place, Facts& facts) {
  facts.journal = access_of(place.path + "-journal");
  facts.wal = access_of(place.path + "-wal");
  if (facts.folder.exists) facts.file_system = file_system_of(place);
}

}  // namespace

Facts probe(const Query& query, Deadline deadline) {
  Facts facts;
  const auto place = find_place(query.file);
  facts.path = place.path;
  facts.system = place.system;
  facts.presence = place.presence;
  facts.status_error = place.status_error;
  facts.kind = place.status.kind;
  facts.folder = folder_access(place.folder);
  if (place.presence != Presence::present) {
    look_at_nothing(place, facts);
    return facts;
  }
  if (facts.kind != FileKind::regular) return facts;
  facts.database = access_of(place.path);
  auto elsewhere = open_elsewhere(place, deadline);
  facts.elsewhere = elsewhere.answer;
  const bool others = elsewhere.answer != Facts::Elsewhere::no;
  Watch(place, others, facts, limit_of(query, deadline)).run();
  facts.file_system = file_system_of(place);
  name_owners(query, place, std::move(elsewhere), facts, deadline);
  return facts;
}

}  // namespace preflight::database
