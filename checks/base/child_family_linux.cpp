#include "checks/base/child_family_linux.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <memory>
#include <optional>
#include <vector>

#include "checks/base/descriptor_linux.hpp"
#include "checks/base/text.hpp"

namespace preflight {

namespace {

constexpr int most_rounds = 200;
constexpr int pause_ms = 2;
constexpr std::size_t most_environment = std::size_t{1} << 20;

struct Member {
  pid_t pid{}, parent{}, group{}, session{};
  bool ended{};
  std::uint64_t started{};
};

std::string read_all(const std::string& path, std::size_t most) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  std::array<char, 4096> buffer;
  while (file && text.size() < most) {
    const auto got = read(file.get(), buffer.data(), buffer.size());
    if (got <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return text;
}

/// proc_pid_stat(5): "PID (NAME) STATE PPID PGRP SESSION ... STARTTIME", where NAME can hold
/// anything.
std::optional<Member> look_at(pid_t pid) {
  const auto text = read_all("/proc/" + std::to_string(pid) + "/stat", most_environment);
  const auto name_end = text.rfind(") ");
  if (name_end == std::string::npos) return std::nullopt;
  const auto fields = split(std::string_view(text).substr(name_end + 2), ' ');
  constexpr std::size_t start_field = 19;
  if (fields.size() <= start_field) return std::nullopt;
  const auto number = [&](std::size_t i) { return parse_unsigned(fields[i]).value_or(0); };
  return Member{pid,
                static_cast<pid_t>(number(1)),
                static_cast<pid_t>(number(2)),
                static_cast<pid_t>(number(3)),
                fields[0] == "Z" || fields[0] == "X",
                number(start_field)};
}

std::vector<Member> all_processes() {
  std::vector<Member> all;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc"), closedir);
  while (folder) {
    const auto* entry = readdir(folder.get());
    if (entry == nullptr) break;
    const auto pid = parse_unsigned(entry->d_name);
    if (!pid || *pid == 0) continue;
    if (const auto member = look_at(static_cast<pid_t>(*pid))) all.push_back(*member);
  }
  return all;
}

bool has_mark(pid_t pid, const std::string& mark) {
  const auto text = read_all("/proc/" + std::to_string(pid) + "/environ", most_environment);
  for (const auto entry : split(text, '\0'))
    if (entry == mark) return true;
  return false;
}

/// Those of the family that still run.
std::vector<Member> living(const ChildFamily& family) {
  auto all = all_processes();
  const auto leader =
      std::find_if(all.begin(), all.end(), [&](const Member& m) { return m.pid == family.leader; });
  // Nobody is older than the one that started it.
  const auto since = leader != all.end() ? leader->started : 0;
  std::erase_if(all, [&](const Member& m) {
    return m.ended || m.started < since || m.pid == getpid() || m.pid == 1;
  });
  std::vector<Member> found;
  const auto is_in = [&](pid_t pid) {
    return std::any_of(found.begin(), found.end(), [&](const Member& m) { return m.pid == pid; });
  };
  for (const auto& one : all)
    if (one.pid == family.leader || one.session == family.leader || one.group == family.leader ||
        has_mark(one.pid, family.mark))
      found.push_back(one);
  for (bool more = true; more;) {
    more = false;
    for (const auto& one : all) {
      if (is_in(one.pid) || (one.parent != family.leader && !is_in(one.parent))) continue;
      found.push_back(one);
      more = true;
    }
  }
  return found;
}

/// By a handle of the process where the kernel has those (pidfd_open(2), 5.3), so that it is this
/// one and no other that has its number by now.
void end_process(const Member& member) {
  const Descriptor handle(static_cast<int>(syscall(SYS_pidfd_open, member.pid, 0)));
  const auto now = look_at(member.pid);
  if (!now || now->started != member.started) return;
  if (handle)
    syscall(SYS_pidfd_send_signal, handle.get(), SIGKILL, nullptr, 0);
  else if (errno == ENOSYS)
    kill(member.pid, SIGKILL);
}

}  // namespace

bool end_family(const ChildFamily& family) {
  for (int round = 0; round < most_rounds; ++round) {
    // Looked for before anybody is ended: who loses a parent is no longer known by it.
    const auto members = living(family);
    if (round == 0) kill(-family.leader, SIGKILL);
    if (members.empty()) return true;
    for (const auto& member : members) end_process(member);
    poll(nullptr, 0, round == 0 ? 0 : pause_ms);
  }
  return false;
}

}  // namespace preflight
