#include "checks/process/restart_manager.hpp"

namespace preflight {

namespace {

constexpr std::uint32_t more_data = 234;
constexpr int most_tries = 5;
constexpr std::uint32_t slack = 4;

SystemError as_error(std::uint32_t code) { return {static_cast<int>(code)}; }

RestartManagerAnswer list_all(const RestartManagerApi& api, std::uint32_t session) {
  RestartManagerAnswer answer;
  std::uint32_t error = more_data;
  for (int i = 0; i < most_tries && error == more_data; ++i) {
    std::uint32_t needed = 0;
    error = api.list(session, needed, answer.processes);
    if (error == more_data) answer.processes.resize(needed + slack);
  }
  if (error != 0) return {{}, as_error(error)};
  return answer;
}

}  // namespace

RestartManagerAnswer ask_restart_manager(const RestartManagerApi& api,
                                         std::span<const std::string> files) {
  std::uint32_t session = 0;
  if (const auto error = api.start(session); error != 0) return {{}, as_error(error)};
  RestartManagerAnswer answer;
  if (const auto error = api.add(session, files); error != 0)
    answer.error = as_error(error);
  else
    answer = list_all(api, session);
  api.end(session);
  return answer;
}

}  // namespace preflight
