// Jobs of a room that is none, whose looks a test writes itself.
#pragma once

#include <functional>
#include <string>
#include <utility>

#include "checks/check.hpp"

namespace preflight::test {

inline Job job(std::string target, std::function<Outcome(Deadline)> run) {
  return {"room", std::move(target), std::move(run)};
}

}  // namespace preflight::test
