// What watching says in a log and as JSON lines. Pure.
#pragma once

#include <string>

#include "cli/watch/standing.hpp"

namespace preflight::watch {

/// "2026-11-21T21:03:11Z fail  port *:8000/tcp: python3 (pid 812) listens on 0.0.0.0:8000
/// [port.in-use] (was passing for 4 min)", cleaned. With `verbose` indented lines follow with what
/// was found and what to do.
std::string log_line(const Stand& stand, const Change& change, Timestamp at, bool verbose,
                     bool unicode);

/// One object each, with a line break. The shapes are those of `preflight help watch`.
std::string json_check(const Stand& stand, const Change& change, std::size_t round, Timestamp at);
std::string json_verdict(const Report& report, const VerdictChange& change, std::size_t round,
                         Timestamp at);
std::string json_end(const Report& report, std::size_t rounds, std::size_t changes, Timestamp at);

}  // namespace preflight::watch
