#include <system_error>
#include <thread>
#include <utility>

#include "checks/base/aside.hpp"

namespace preflight {

bool run_aside(std::function<void()> body) {
  try {
    std::thread(std::move(body)).detach();
    return true;
  } catch (const std::system_error&) {
    return false;
  }
}

}  // namespace preflight
