// Not std::thread: in the winpthreads of MinGW-w64 10 `detach` races with the thread's begin and
// end. About one thread in a hundred of a busy machine was lost so, or ran what was freed.
#include <process.h>
#include <windows.h>

#include <memory>
#include <utility>

#include "checks/base/aside.hpp"

namespace preflight {

namespace {

unsigned __stdcall enter(void* argument) {
  const std::unique_ptr<std::function<void()>> body{static_cast<std::function<void()>*>(argument)};
  (*body)();
  return 0;
}

}  // namespace

bool run_aside(std::function<void()> body) {
  auto kept = std::make_unique<std::function<void()>>(std::move(body));
  const auto thread = _beginthreadex(nullptr, 0, enter, kept.get(), 0, nullptr);
  if (thread == 0) return false;
  static_cast<void>(kept.release());  // the thread's now
  CloseHandle(reinterpret_cast<HANDLE>(thread));
  return true;
}

}  // namespace preflight
