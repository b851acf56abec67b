#include "checks/base/reaching.hpp"

#include <fmt/format.h>

#include "checks/base/duration.hpp"

namespace preflight::net {

namespace {

std::string_view in_words(Answer answer) {
  switch (answer) {
    case Answer::connected:
      return "answers";
    case Answer::refused:
      return "refuses";
    case Answer::timed_out:
      return "does not answer";
    case Answer::unreachable:
      return "is out of reach";
    case Answer::denied:
      return "is forbidden";
    case Answer::failed:
      break;
  }
  return "could not be tried";
}

}  // namespace

bool is_connected(const Way& way) {
  return !way.attempts.empty() && way.attempts.back().answer == Answer::connected;
}

std::string all_of(const Way& way) {
  std::string list;
  for (const auto& attempt : way.attempts) {
    list +=
        fmt::format("{}{} {}", list.empty() ? "" : ", ", attempt.address, in_words(attempt.answer));
    if (attempt.answer == Answer::timed_out)
      list += " in " + format_duration(attempt.took);
    else if (attempt.error.code != 0)
      list += fmt::format(" ({})", symbol(attempt.error));
  }
  if (way.untried > 0) list += fmt::format(", {} more not tried for lack of time", way.untried);
  return list;
}

const Attempt& most_telling(const Way& way) {
  const auto* best = &way.attempts.front();
  for (const auto& attempt : way.attempts)
    if (attempt.answer < best->answer) best = &attempt;
  return *best;
}

std::string why(Answer answer) {
  switch (answer) {
    case Answer::refused:
      return "the machine is up, but nobody listens on that port and address, or a firewall "
             "rejects";
    case Answer::timed_out:
      return "the machine is off, a firewall drops, or the server's queue is full";
    case Answer::unreachable:
      return "no route, a network that is down, or a VPN that is not up";
    case Answer::denied:
      return "a firewall or a security policy of this machine";
    default:
      return {};
  }
}

std::string why(Resolution resolution) {
  return resolution == Resolution::no_answer
             ? "the name server cannot be reached, or fails"
             : "the name is misspelt, or known only elsewhere (a VPN, the network of a container)";
}

}  // namespace preflight::net
