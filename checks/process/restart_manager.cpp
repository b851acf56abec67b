#include "checks/process/restart_manager.hpp"

#include <algorithm>
#include <array>

namespace preflight {

namespace {

constexpr std::uint32_t more_data = 234;  // ERROR_MORE_DATA
constexpr int most_tries = 5;
// More than Windows can run. What asks for the room of more is no list to be believed.
constexpr std::uint32_t most_processes = 100'000;

RmAnswer failed(const char* call, std::uint32_t code) {
  RmAnswer answer;
  answer.error = {static_cast<int>(code)};
  answer.call = call;
  return answer;
}

class Session {
 public:
  explicit Session(const RestartManager& manager) : manager_(manager) {
    // CCH_RM_SESSION_KEY and the terminating zero. Wine writes none.
    std::array<char16_t, 33> key{};
    error_ = manager_.start_session(&session_, 0, key.data());
  }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session() {
    if (error_ == 0) manager_.end_session(session_);
  }

  [[nodiscard]] std::uint32_t error() const { return error_; }

  std::uint32_t add(std::span<const std::u16string> files) {
    std::vector<const char16_t*> paths;
    for (const auto& file : files) paths.push_back(file.c_str());
    return manager_.register_resources(session_, static_cast<std::uint32_t>(paths.size()),
                                       paths.data(), 0, nullptr, 0, nullptr);
  }

  // Holders come and go between the call that tells how many there are and the one that takes them.
  std::uint32_t list(std::vector<RmProcessInfo>& rows) {
    std::uint32_t error = more_data;
    for (int tries = 0; tries < most_tries && error == more_data; ++tries) {
      std::uint32_t needed = 0;
      std::uint32_t reasons = 0;
      auto count = static_cast<std::uint32_t>(rows.size());
      error = manager_.get_list(session_, &needed, &count, rows.empty() ? nullptr : rows.data(),
                                &reasons);
      if (error == 0) rows.resize(std::min<std::size_t>(count, rows.size()));
      if (error != more_data) continue;
      if (needed > most_processes) break;
      rows.resize(std::max<std::size_t>(needed, rows.size()) + 4);
    }
    return error;
  }

 private:
  const RestartManager& manager_;
  std::uint32_t session_{};
  std::uint32_t error_{};
};

}  // namespace

RmAnswer ask_restart_manager(const RestartManager& manager, std::span<const std::u16string> files) {
  Session session(manager);
  if (session.error() != 0) return failed("RmStartSession", session.error());
  if (const auto error = session.add(files); error != 0)
    return failed("RmRegisterResources", error);
  std::vector<RmProcessInfo> rows;
  if (const auto error = session.list(rows); error != 0) return failed("RmGetList", error);
  RmAnswer answer;
  for (const auto& row : rows) answer.holders.push_back({row.process.pid, row.process.started()});
  return answer;
}

}  // namespace preflight
