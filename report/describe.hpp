// What a report says of a process, as short lines of text for a person. Pure; not yet cleaned.
#pragma once

#include <string>
#include <string_view>

#include "report/report.hpp"

namespace preflight {

/// "python3, pid 4242, user alice, since 2026-11-20 09:12 UTC (23 h)"; `now` gives the age.
std::string who(const Process& process, Timestamp now);

/// "2026-11-20 09:12 UTC", and with the age that `now` gives: "2026-11-20 09:12 UTC (23 h)".
std::string moment(Timestamp time);
std::string moment(Timestamp time, Timestamp now);

/// What it does to the target: "listener", "writer, reserved".
std::string part(const Process& process);

/// How it came to run: "service app.service; child of bash (41) < sshd (40)". At most
/// `most_parents` of its parents. May be empty.
std::string origin(const Process& process, std::size_t most_parents);

/// "850 ms", "2.5 s".
std::string spent(std::chrono::duration<double, std::milli> span);

/// Whether a person asked by a command of its own (`preflight port`); a gate tells less.
bool is_by_hand(const Report& report);

/// The first `most` bytes and "...", cut between characters.
std::string shortened(std::string_view text, std::size_t most);

}  // namespace preflight
