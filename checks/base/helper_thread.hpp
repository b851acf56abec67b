// A second pair of hands that work goes on without.
#pragma once

#include <system_error>
#include <thread>
#include <utility>

namespace preflight {

/// A thread that runs `body`, or none (not joinable) where the system gives no more threads.
template <class Body>
std::thread helper_thread(Body&& body) {
  try {
    return std::thread(std::forward<Body>(body));
  } catch (const std::system_error&) {
    return {};
  }
}

}  // namespace preflight
