// The commands of both systems: kill(1), systemctl(1); taskkill, sc and tasklist of Windows.
#include <fmt/format.h>

#include "checks/process/ending.hpp"

namespace preflight {

namespace {

std::string_view sudo(bool admin) { return admin ? "sudo " : ""; }

std::string kill_command(std::uint32_t pid, bool admin) {
  return fmt::format("{}kill {}", sudo(admin), pid);
}

std::string kill_hard(std::uint32_t pid, bool admin) {
  return fmt::format("{}kill -KILL {}", sudo(admin), pid);
}

std::string kill_cont(std::uint32_t pid, bool admin) {
  return fmt::format("{}kill -CONT {}", sudo(admin), pid);
}

// Unit names may hold backslashes: "dev-disk\\x2dby.service".
std::string quoted(const std::string& unit) {
  const bool plain = unit.find_first_not_of(
                         "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.@:") ==
                     std::string::npos;
  return plain ? unit : "'" + unit + "'";
}

// A unit of a user's own systemd is asked through that user's manager.
std::string systemctl_stop(const Identified& holder, bool admin) {
  const auto unit = quoted(*holder.process.service);
  if (!holder.user_unit) return fmt::format("{}systemctl stop {}", sudo(admin), unit);
  const bool other_user = admin || holder.we_are_elevated;
  if (!other_user || !holder.process.user) return fmt::format("systemctl --user stop {}", unit);
  return fmt::format("{}systemctl --user -M {}@ stop {}", sudo(admin), *holder.process.user, unit);
}

std::string systemctl_status(std::uint32_t pid) { return fmt::format("systemctl status {}", pid); }

std::string taskkill(std::uint32_t pid, bool) { return fmt::format("taskkill /F /T /PID {}", pid); }

std::string nothing(std::uint32_t, bool) { return {}; }

std::string sc_stop(const Identified& holder, bool) {
  return fmt::format("sc stop \"{}\"", *holder.process.service);
}

std::string tasklist_svc(std::uint32_t pid) {
  return fmt::format("tasklist /svc /fi \"PID eq {}\"", pid);
}

}  // namespace

const EndingWords& linux_words() {
  static const EndingWords words{
      kill_command,          kill_hard, kill_cont, systemctl_stop, systemctl_status, "as root",
      "restart the machine", false};
  return words;
}

const EndingWords& windows_words() {
  static const EndingWords words{taskkill,          taskkill,
                                 nothing,           sc_stop,
                                 tasklist_svc,      "in an elevated prompt (Run as administrator)",
                                 "restart Windows", true};
  return words;
}

}  // namespace preflight
