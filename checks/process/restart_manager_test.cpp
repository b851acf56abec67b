// Wine's Restart Manager is a stub, so a double that answers as the SDK describes stands in for it.
#include "checks/process/restart_manager.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

struct Double {
  std::vector<std::vector<RestartManagerProcess>> lists{};  ///< as they are at each call
  std::uint32_t start_error{}, add_error{}, list_error{};
  int started{}, ended{};
  std::vector<std::string> files{};
  std::size_t calls{};

  RestartManagerApi api() {
    RestartManagerApi table;
    table.start = [this](std::uint32_t& session) {
      session = 7;
      started += start_error == 0 ? 1 : 0;
      return start_error;
    };
    table.add = [this](std::uint32_t session, std::span<const std::string> names) {
      CHECK(session == 7);
      files.assign(names.begin(), names.end());
      return add_error;
    };
    table.list = [this](std::uint32_t, std::uint32_t& needed,
                        std::vector<RestartManagerProcess>& into) -> std::uint32_t {
      if (list_error != 0) return list_error;
      const auto& now = lists[std::min(calls++, lists.size() - 1)];
      needed = static_cast<std::uint32_t>(now.size());
      if (into.size() < now.size()) return 234;
      into = now;
      return 0;
    };
    table.end = [this](std::uint32_t session) {
      CHECK(session == 7);
      ++ended;
    };
    return table;
  }
};

const std::vector<std::string> two_files{"C:\\a.db", "C:\\a.db-wal"};

}  // namespace

TEST_CASE("the list grows between the calls until it fits", "[process]") {
  Double rm;
  rm.lists = {std::vector<RestartManagerProcess>(3),
              std::vector<RestartManagerProcess>(9),
              {{11, 5}, {12, 6}}};
  const auto answer = ask_restart_manager(rm.api(), two_files);
  CHECK(answer.error.code == 0);
  REQUIRE(answer.processes.size() == 2);
  CHECK(answer.processes[1].pid == 12);
  CHECK(answer.processes[1].started == 6);
  CHECK(rm.files == two_files);
  CHECK(rm.ended == 1);
}

TEST_CASE("a list that never fits is an error, not an answer", "[process]") {
  Double rm;
  for (std::size_t size = 1; size < 20; ++size)
    rm.lists.emplace_back(std::vector<RestartManagerProcess>(size * 10));
  const auto answer = ask_restart_manager(rm.api(), two_files);
  CHECK(answer.error.code == 234);
  CHECK(answer.processes.empty());
  CHECK(rm.ended == 1);
}

TEST_CASE("nobody is an answer", "[process]") {
  Double rm;
  rm.lists = {{}};
  const auto answer = ask_restart_manager(rm.api(), two_files);
  CHECK(answer.error.code == 0);
  CHECK(answer.processes.empty());
  CHECK(rm.ended == 1);
}

TEST_CASE("no session, no answer, and nothing to end", "[process]") {
  Double rm;
  rm.start_error = 353;  // ERROR_MAX_SESSIONS_REACHED
  CHECK(ask_restart_manager(rm.api(), two_files).error.code == 353);
  CHECK(rm.ended == 0);
}

TEST_CASE("access denied is told and the session is ended", "[process]") {
  Double at_add, at_list;
  at_add.add_error = 5;
  CHECK(ask_restart_manager(at_add.api(), two_files).error.code == 5);
  CHECK(at_add.ended == 1);
  at_list.list_error = 5;
  CHECK(ask_restart_manager(at_list.api(), two_files).error.code == 5);
  CHECK(at_list.ended == 1);
}

}  // namespace preflight
