#include "checks/process/ending.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "checks/process/origin.hpp"

namespace preflight {

namespace {

// What has to be done about a holder. The order is that of the questions in way_of().
enum class Way { reaped, stuck, stand_in, container, service, system, stopped, ended };

// Programs that hold a port or a file for somebody else. Ending them breaks more than it frees.
struct StandIn {
  std::string_view name;
  std::string_view behind;  ///< what to look for, and where
  std::string_view command;
};

constexpr std::array<StandIn, 9> stand_ins{{
    {"docker-proxy", "stop the container that publishes it", "docker ps"},
    {"rootlesskit", "stop the container that publishes it", "docker ps"},
    {"rootlessport", "stop the container that publishes it", "podman ps"},
    {"com.docker.backend.exe", "stop the container that publishes it", "docker ps"},
    {"wslrelay.exe", "stop the program inside WSL that it stands for", "wsl --list --running"},
    {"wslhost.exe", "stop the program inside WSL that it stands for", "wsl --list --running"},
    {"wineserver", "end the Windows program under Wine that it keeps locks for", ""},
    {"wineserver64", "end the Windows program under Wine that it keeps locks for", ""},
    {"svchost.exe", "stop the service that it hosts", ""},
}};

const StandIn* stand_in_of(const Process& process) {
  const auto* const found =
      std::find_if(stand_ins.begin(), stand_ins.end(),
                   [&](const StandIn& one) { return process.name == one.name; });
  return found == stand_ins.end() ? nullptr : found;
}

Way way_of(const Identified& holder) {
  const auto& process = holder.process;
  if (process.state == ProcessState::zombie) return Way::reaped;
  if (process.state == ProcessState::uninterruptible) return Way::stuck;
  if (process.container) return Way::container;
  // The unit of docker-proxy is Docker itself.
  if (const auto* const stand_in = stand_in_of(process);
      stand_in != nullptr && !(process.service && process.name == "svchost.exe"))
    return Way::stand_in;
  if (process.service) return Way::service;
  if (holder.reach == Reach::kernel) return Way::system;
  return process.state == ProcessState::stopped ? Way::stopped : Way::ended;
}

std::string utc(Timestamp at) {
  const auto day = std::chrono::floor<std::chrono::days>(at);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(std::chrono::floor<std::chrono::seconds>(at - day));
  return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", static_cast<int>(date.year()),
                     static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                     time.hours().count(), time.minutes().count(), time.seconds().count());
}

std::string named(const Process& process) {
  return fmt::format("{} ({})", process.name, process.pid);
}

// A pid alone may mean another process by the time somebody types it.
std::string named_with_start(const Process& process) {
  if (!process.started_at) return named(process);
  return fmt::format("{} (pid {} while it is the one started {})", process.name, process.pid,
                     utc(*process.started_at));
}

bool out_of_reach(const Identified& holder) {
  switch (way_of(holder)) {
    case Way::reaped:
    case Way::stuck:
      return true;
    case Way::stand_in:
    case Way::container:
    case Way::service:
      // An administrator ends what stands behind it.
      return !holder.we_are_elevated && holder.reach != Reach::ours;
    case Way::system:
      return holder.process.pid != 1 || !holder.we_are_elevated;
    case Way::stopped:
    case Way::ended:
      return holder.reach != Reach::ours;
  }
  return true;
}

class Planner {
 public:
  Planner(std::span<const Identified> holders, const EndingWords& words)
      : holders_(holders), words_(words) {}

  Ending plan() {
    for (const auto& holder : holders_) {
      ending_.hard = ending_.hard || out_of_reach(holder);
      if (!ended_with_another(holder)) add(holder);
    }
    return std::move(ending_);
  }

 private:
  // Its parent, or a parent of that, is ended by a command of its own.
  [[nodiscard]] bool ended_with_another(const Identified& holder) const {
    const auto way = way_of(holder);
    if (way != Way::ended && way != Way::stopped) return false;
    // The signal that its parent passes on would wait until it goes on.
    if (way == Way::stopped && !words_.ends_children) return false;
    return std::any_of(holder.process.parents.begin(), holder.process.parents.end(),
                       [&](const ParentProcess& parent) {
                         const auto* const above = find(parent.pid);
                         return above != nullptr && way_of(*above) == Way::ended;
                       });
  }

  [[nodiscard]] const Identified* find(std::uint32_t pid) const {
    const auto found = std::find_if(holders_.begin(), holders_.end(),
                                    [&](const Identified& one) { return one.process.pid == pid; });
    return found == holders_.end() ? nullptr : &*found;
  }

  void add(const Identified& holder) {
    switch (way_of(holder)) {
      case Way::reaped:
        return add_reaped(holder.process);
      case Way::stuck:
        return put(
            fmt::format("nothing ends {} until the kernel call it is in returns: look at its "
                        "disk, network mount or driver, or {}",
                        named(holder.process), words_.restart),
            {}, Needs::person);
      case Way::stand_in:
        return add_stand_in(holder);
      case Way::container:
        return add_container(holder);
      case Way::service:
        return add_service(holder);
      case Way::system:
        return add_system(holder);
      case Way::stopped:
        return add_stopped(holder);
      case Way::ended:
        return add_ended(holder);
    }
  }

  void add_reaped(const Process& process) {
    const std::string what = fmt::format("{} has ended and cannot be killed", named(process));
    if (process.parents.empty() || process.parents.front().pid == 1)
      return put(
          fmt::format("{}: it goes away when its parent collects it, or {}", what, words_.restart),
          {}, Needs::person);
    const auto& parent = process.parents.front();
    put(fmt::format("{}: its parent {} ({}) must collect it, or be ended itself", what, parent.name,
                    parent.pid),
        {}, Needs::person);
  }

  void add_stand_in(const Identified& holder) {
    const auto* const stand_in = stand_in_of(holder.process);
    std::string command(stand_in->command);
    if (holder.process.name == "svchost.exe") command = words_.find_service(holder.process.pid);
    put(fmt::format("do not end {}: {}", named(holder.process), stand_in->behind), command,
        needs(holder));
  }

  void add_container(const Identified& holder) {
    const auto& id = *holder.process.container;
    const auto& runtime = holder.container_runtime;
    const std::string text =
        fmt::format("stop the container {} that {} runs in", id, named(holder.process));
    const std::string_view sudo = needs(holder) == Needs::admin ? "sudo " : "";
    if (runtime == "docker" || runtime == "podman")
      return put(text, fmt::format("{}{} stop {}", sudo, runtime, id), needs(holder));
    if (runtime == "cri-o" || runtime == "kubernetes" || runtime == "containerd")
      return put(text + "; a pod starts it again unless the pod is deleted or scaled down",
                 fmt::format("{}crictl stop {}", sudo, id), needs(holder));
    put(text, {}, needs(holder));
  }

  void add_service(const Identified& holder) {
    const auto& services = *holder.process.service;
    if (services.find(", ") != std::string::npos)
      return put(fmt::format("{} hosts the services {}: stop the one that holds it{}",
                             named(holder.process), services, as_admin(needs(holder))),
                 words_.find_service(holder.process.pid), needs(holder));
    const bool right = holder.we_are_elevated || (holder.user_unit && holder.reach == Reach::ours);
    const auto who = right ? Needs::user : Needs::admin;
    put(fmt::format("stop the service {} that {} belongs to{}", *holder.process.service,
                    named(holder.process), as_admin(who)),
        words_.stop_service(holder, who == Needs::admin), who);
    if (who == Needs::admin && holder.reach == Reach::ours)
      put(fmt::format("end {}; the service may start it again", named_with_start(holder.process)),
          words_.end(holder.process.pid, false), Needs::user);
  }

  void add_system(const Identified& holder) {
    const auto& process = holder.process;
    if (process.pid == 1 && process.name == "systemd")
      return put("stop the socket unit that systemd holds it for",
                 "systemctl list-sockets --show-types",
                 holder.we_are_elevated ? Needs::user : Needs::admin);
    put(fmt::format("{} belongs to the system and cannot be ended, not by an administrator either: "
                    "stop what uses it, or {}",
                    named(process), words_.restart),
        {}, Needs::person);
  }

  void add_stopped(const Identified& holder) {
    const auto& process = holder.process;
    const bool admin = needs(holder) == Needs::admin;
    if (const auto resume = words_.resume(process.pid, admin); !resume.empty())
      put(fmt::format("{} is stopped and keeps what it holds: let it go on{}",
                      named_with_start(process), as_admin(needs(holder))),
          resume, needs(holder));
    put(fmt::format("or end {}, which no gentler signal does while it is stopped{}", named(process),
                    as_admin(needs(holder))),
        words_.force(process.pid, admin), needs(holder));
  }

  void add_ended(const Identified& holder) {
    const auto& process = holder.process;
    put(fmt::format("end {}{}{}", named_with_start(process), about_family(holder),
                    as_admin(needs(holder))),
        words_.end(process.pid, needs(holder) == Needs::admin), needs(holder));
  }

  [[nodiscard]] std::string about_family(const Identified& holder) const {
    std::string workers;
    for (const auto& other : holders_) {
      const auto& parents = other.process.parents;
      if (ended_with_another(other) &&
          std::any_of(parents.begin(), parents.end(), [&](const ParentProcess& parent) {
            return parent.pid == holder.process.pid;
          }))
        workers += fmt::format("{}{}", workers.empty() ? "" : ", ", other.process.pid);
    }
    std::string text;
    if (!workers.empty())
      text += fmt::format(
          "; {} {}", workers,
          words_.ends_children ? "end with it" : "should end with it, as children of it");
    return text + about_parent(holder);
  }

  [[nodiscard]] std::string about_parent(const Identified& holder) const {
    if (holder.process.parents.empty()) return {};
    const auto& parent = holder.process.parents.front();
    if (find(parent.pid) != nullptr) return {};
    const auto kind = holder.venv_launcher ? Starter::launcher : starter_kind(parent.name);
    if (kind == Starter::launcher)
      return fmt::format("; its launcher {} ({}) holds nothing itself", parent.name, parent.pid);
    if (kind == Starter::supervisor)
      return fmt::format("; {} ({}) may start it again: stop that first", parent.name, parent.pid);
    return {};
  }

  static Needs needs(const Identified& holder) {
    return holder.we_are_elevated || holder.reach == Reach::ours ? Needs::user : Needs::admin;
  }

  [[nodiscard]] std::string as_admin(Needs who) const {
    return who == Needs::admin ? fmt::format(", {}", words_.as_admin) : std::string();
  }

  // One remedy for all processes of a service or a container.
  void put(std::string text, std::string command, Needs who) {
    const bool known =
        std::any_of(ending_.remedies.begin(), ending_.remedies.end(), [&](const Remedy& one) {
          return command.empty() ? one.text == text : one.command == command;
        });
    if (known) return;
    Remedy remedy{std::move(text), std::nullopt, who};
    if (!command.empty()) remedy.command = std::move(command);
    ending_.remedies.push_back(std::move(remedy));
  }

  std::span<const Identified> holders_;
  const EndingWords& words_;
  Ending ending_{};
};

}  // namespace

Ending how_to_end(std::span<const Identified> holders, const EndingWords& words) {
  return Planner(holders, words).plan();
}

Ending how_to_end(std::span<const Identified> holders, bool windows) {
  return how_to_end(holders, windows ? windows_words() : linux_words());
}

}  // namespace preflight
