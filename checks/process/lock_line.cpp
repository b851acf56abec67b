#include "checks/process/lock_line.hpp"

#include <array>

#include "checks/base/text.hpp"

namespace preflight {

namespace {

std::string_view next_word(std::string_view& text) {
  constexpr std::string_view blanks = " \t\r\n";
  const auto first = text.find_first_not_of(blanks);
  text.remove_prefix(first == std::string_view::npos ? text.size() : first);
  const auto word = text.substr(0, text.find_first_of(blanks));
  text.remove_prefix(word.size());
  return word;
}

LockClass class_of(std::string_view word) {
  if (word == "POSIX") return LockClass::posix;
  if (word == "OFDLCK") return LockClass::ofd;
  if (word == "FLOCK") return LockClass::flock;
  return LockClass::other;
}

// "fe:00:11200741": major and minor in hexadecimal, inode in decimal. Who waits for a lease to be
// given back has no file yet.
bool parse_file(std::string_view word, LockLine& line) {
  if (word == "<none>:0") return true;
  const auto parts = split(word, ':');
  if (parts.size() != 3) return false;
  const auto major = parse_u32(parts[0], 16);
  const auto minor = parse_u32(parts[1], 16);
  const auto inode = parse_unsigned(parts[2]);
  if (!major || !minor || !inode) return false;
  line.major = *major;
  line.minor = *minor;
  line.inode = *inode;
  return true;
}

// First and last byte, both within the lock; the last can be "EOF".
bool parse_range(std::string_view first_word, std::string_view last_word, FileLock& lock) {
  const auto first = parse_unsigned(first_word);
  if (!first) return false;
  lock.start = *first;
  lock.length = 0;
  if (last_word == "EOF") return true;
  const auto last = parse_unsigned(last_word);
  if (!last || *last < *first) return false;
  lock.length = *last - *first + 1;
  return true;
}

std::optional<std::uint32_t> parse_owner(std::string_view word) {
  const auto pid = parse_u32(word);  // "-1": an open-file lock
  return pid && *pid != 0 ? pid : std::nullopt;
}

}  // namespace

std::optional<LockLine> parse_lock_line(std::string_view text) {
  if (!next_word(text).ends_with(':')) return std::nullopt;
  LockLine line;
  auto word = next_word(text);
  while (word == "->") {
    line.waits = true;
    word = next_word(text);
  }
  line.lock.type = class_of(word);
  next_word(text);  // ADVISORY, MANDATORY, ACTIVE, BREAKER
  const auto kind = next_word(text);
  // "UNLCK": a lease that must be given back and is still held.
  const bool lease = line.lock.type == LockClass::other;
  if (kind != "READ" && kind != "WRITE" && !(lease && kind == "UNLCK")) return std::nullopt;
  line.lock.kind = kind == "WRITE" ? LockKind::write : LockKind::read;
  const auto owner = next_word(text);
  if (owner.empty()) return std::nullopt;
  line.lock.pid = parse_owner(owner);
  if (!parse_file(next_word(text), line)) return std::nullopt;
  const auto first = next_word(text);
  if (!parse_range(first, next_word(text), line.lock)) return std::nullopt;
  return line;
}

LockTable parse_lock_table(std::string_view text) {
  LockTable table;
  for (const auto line : split(text, '\n')) {
    if (trim(line).empty()) continue;
    if (auto lock = parse_lock_line(line))
      table.lines.push_back(std::move(*lock));
    else
      table.complete = false;
  }
  return table;
}

FdInfo parse_fdinfo(std::string_view text) {
  FdInfo info;
  for (auto line : split(text, '\n')) {
    const auto key = next_word(line);
    if (key == "flags:") {
      info.flags = parse_unsigned(trim(line), 8);
    } else if (key == "mnt_id:") {
      info.mount = parse_unsigned(trim(line));
    } else if (key == "ino:") {
      info.inode = parse_unsigned(trim(line));
    } else if (key == "lock:") {
      if (auto lock = parse_lock_line(line)) info.locks.push_back(std::move(*lock));
    }
  }
  return info;
}

// "36 35 98:0 /root /mount options - type source options"
std::optional<Device> device_of_mount(std::string_view mountinfo, std::uint64_t id) {
  for (auto line : split(mountinfo, '\n')) {
    if (parse_unsigned(next_word(line)) != id) continue;
    next_word(line);
    const auto numbers = split(next_word(line), ':');
    if (numbers.size() != 2) return std::nullopt;
    const auto major = parse_u32(numbers[0]);
    const auto minor = parse_u32(numbers[1]);
    if (!major || !minor) return std::nullopt;
    return Device{*major, *minor};
  }
  return std::nullopt;
}

}  // namespace preflight
