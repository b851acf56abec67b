// A double stands in for rstrtmgr.dll: Wine's is a stub that names nobody, and real answers of
// every kind cannot be made on demand. It answers as the SDK's pages of RmStartSession,
// RmRegisterResources, RmGetList and RmEndSession describe.
#include "checks/process/restart_manager.hpp"

#include <algorithm>

#include "tests/support/catch.hpp"

namespace preflight {

namespace {

constexpr std::uint32_t access_denied = 5, more_data = 234, max_sessions = 353, bad_argument = 160;
constexpr std::uint32_t session_number = 7;

// What the double answers, and what it was asked.
struct Double {
  std::uint32_t start_error{}, register_error{}, end_error{};
  std::vector<std::uint32_t> list_errors{};  ///< one a call; then it answers
  std::vector<RmProcessInfo> rows{};
  std::size_t grows_by{};  ///< holders that come with every call
  std::uint32_t needs{};   ///< says that it needs room for at least so many
  bool they_go{};          ///< all holders go with the second call
  std::uint32_t room{};    ///< the most that it was given

  std::vector<std::u16string> registered{};
  int starts{}, lists{}, ends{};
};

Double* now{};

std::uint32_t start(std::uint32_t* session, std::uint32_t flags, char16_t* key) {
  ++now->starts;
  if (flags != 0) return bad_argument;
  if (now->start_error != 0) return now->start_error;
  *session = session_number;
  // The key has 32 characters and a zero (CCH_RM_SESSION_KEY).
  std::fill_n(key, 32, u'k');
  key[32] = 0;
  return 0;
}

std::uint32_t add(std::uint32_t session, std::uint32_t files, const char16_t** paths,
                  std::uint32_t applications, RmUniqueProcess*, std::uint32_t services,
                  const char16_t**) {
  if (session != session_number || applications != 0 || services != 0) return bad_argument;
  for (std::uint32_t i = 0; i < files; ++i) now->registered.emplace_back(paths[i]);
  return now->register_error;
}

std::uint32_t list(std::uint32_t session, std::uint32_t* needed, std::uint32_t* count,
                   RmProcessInfo* rows, std::uint32_t* reasons) {
  if (session != session_number) return bad_argument;
  const auto call = static_cast<std::size_t>(now->lists++);
  *reasons = 1;  // RmRebootReasonPermissionDenied: a list is given all the same
  if (call < now->list_errors.size() && now->list_errors[call] != 0) return now->list_errors[call];
  if (call > 0) now->rows.resize(now->they_go ? 0 : now->rows.size() + now->grows_by);
  *needed = std::max(static_cast<std::uint32_t>(now->rows.size()), now->needs);
  now->room = std::max(now->room, *count);
  if (*count < *needed) return more_data;
  std::copy(now->rows.begin(), now->rows.end(), rows);
  *count = static_cast<std::uint32_t>(now->rows.size());
  return 0;
}

std::uint32_t end(std::uint32_t session) {
  if (session != session_number) return bad_argument;
  ++now->ends;
  return now->end_error;
}

RmProcessInfo row(std::uint32_t pid, std::uint64_t started, std::uint32_t type = 5) {
  RmProcessInfo info;
  info.process = {pid, static_cast<std::uint32_t>(started),
                  static_cast<std::uint32_t>(started >> 32)};
  info.type = type;
  return info;
}

RmAnswer ask(Double& manager, const std::vector<std::u16string>& files = {u"C:\\app.db"}) {
  now = &manager;
  return ask_restart_manager({start, add, list, end}, files);
}

}  // namespace

TEST_CASE("the Restart Manager's holders are told with pid and start") {
  Double manager;
  constexpr std::uint64_t started = 0x01DB'3C5E'8000'0001;
  // RmConsole, RmService, RmCritical.
  manager.rows = {row(8, started), row(12, 99, 3), row(4, 1, 1000)};
  const auto answer = ask(manager, {u"C:\\app.db", u"C:\\app.db-wal", u"C:\\ü b.db-shm"});
  CHECK(answer.error.code == 0);
  CHECK(answer.holders == std::vector<RmHolder>{{8, started}, {12, 99}, {4, 1}});
  CHECK(manager.registered ==
        std::vector<std::u16string>{u"C:\\app.db", u"C:\\app.db-wal", u"C:\\ü b.db-shm"});
  CHECK(manager.starts == 1);
  CHECK(manager.ends == 1);
}

TEST_CASE("a file that nobody uses has no holders") {
  Double manager;
  const auto answer = ask(manager);
  CHECK(answer.error.code == 0);
  CHECK(answer.holders.empty());
  CHECK(manager.ends == 1);
}

TEST_CASE("holders that come between two calls are taken in") {
  Double manager;
  manager.rows = {row(8, 1), row(9, 2)};
  manager.grows_by = 3;
  const auto answer = ask(manager);
  CHECK(answer.error.code == 0);
  CHECK(answer.holders.size() == manager.rows.size());
  CHECK(answer.holders.size() >= 5);
  CHECK(manager.ends == 1);
}

TEST_CASE("a list that grows without end is given up, and the session given back") {
  Double manager;
  manager.rows = {row(8, 1)};
  manager.grows_by = 1000;
  const auto answer = ask(manager);
  CHECK(answer.error.code == static_cast<int>(more_data));
  CHECK(answer.call == std::string("RmGetList"));
  CHECK(answer.holders.empty());
  CHECK(manager.lists < 20);
  CHECK(manager.ends == 1);
}

TEST_CASE("holders that go between two calls are not told") {
  Double manager;
  manager.rows = {row(8, 1), row(9, 2)};
  manager.they_go = true;
  const auto answer = ask(manager);
  CHECK(answer.error.code == 0);
  CHECK(answer.holders.empty());
}

TEST_CASE("a number of holders that no machine has takes no memory") {
  Double manager;
  manager.needs = 0xFFFF'FFFF;
  const auto answer = ask(manager);
  CHECK(answer.error.code == static_cast<int>(more_data));
  CHECK(answer.call == std::string("RmGetList"));
  CHECK(manager.room < 1'000'000);
  CHECK(manager.ends == 1);
}

TEST_CASE("a session that is refused is told, and none is given back") {
  for (const auto error : {max_sessions, access_denied}) {
    Double manager;
    manager.start_error = error;
    const auto answer = ask(manager);
    CHECK(answer.error.code == static_cast<int>(error));
    CHECK(answer.call == std::string("RmStartSession"));
    CHECK(manager.lists == 0);
    CHECK(manager.ends == 0);
  }
}

TEST_CASE("a refusal after the start gives the session back") {
  Double refused;
  refused.register_error = access_denied;
  CHECK(ask(refused).call == std::string("RmRegisterResources"));
  CHECK(refused.ends == 1);

  Double denied;
  denied.list_errors = {access_denied};
  const auto answer = ask(denied);
  CHECK(answer.call == std::string("RmGetList"));
  CHECK(answer.error.code == static_cast<int>(access_denied));
  CHECK(denied.ends == 1);

  // Refused after it had said how many there are.
  Double late;
  late.rows = {row(8, 1)};
  late.list_errors = {0, access_denied};
  CHECK(ask(late).error.code == static_cast<int>(access_denied));
  CHECK(late.ends == 1);
}

TEST_CASE("a session that cannot be ended takes nothing from the answer") {
  Double manager;
  manager.rows = {row(8, 1)};
  manager.end_error = 29;  // ERROR_WRITE_FAULT
  const auto answer = ask(manager);
  CHECK(answer.error.code == 0);
  CHECK(answer.holders.size() == 1);
}

}  // namespace preflight
