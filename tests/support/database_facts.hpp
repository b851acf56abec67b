// Invented databases for the tests of their judge, and how these write down what it says.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "checks/database/judge.hpp"

namespace preflight::database::test {

inline Query query() {
  Query asked;
  asked.file = "app.db";
  return asked;
}

inline Access granted(const std::string& path, std::uint64_t size = 0) {
  Access access;
  access.path = path;
  access.exists = true;
  access.size = size;
  access.ours = true;
  return access;
}

inline Right denied() { return {Refusal::denied, {13}}; }

/// A sound database that nobody uses, tried with success.
inline Facts sound(bool wal = false, System system = System::linux_) {
  Facts facts;
  facts.path = system == System::windows ? "C:\\srv\\app.db" : "/srv/app.db";
  facts.system = system;
  facts.presence = Presence::present;
  facts.folder = granted(system == System::windows ? "C:\\srv" : "/srv");
  facts.database = granted(facts.path, 8192);
  Header header;
  header.page_size = 4096;
  header.pages = 2;
  header.wal = wal;
  facts.header = header;
  if (!wal) facts.attempt = Attempt{};
  facts.file_system = FileSystem{
      system == System::windows ? "NTFS" : "ext4", false, true, std::uint64_t{1} << 30, "", false};
  facts.elsewhere = Facts::Elsewhere::no;
  return facts;
}

inline Facts missing() {
  auto facts = sound();
  facts.presence = Presence::missing;
  facts.database = {};
  facts.header.reset();
  facts.attempt.reset();
  return facts;
}

inline Holder holder(std::uint32_t pid, Role role, std::vector<Lock> locks = {}) {
  Holder one;
  one.who.process.pid = pid;
  one.who.process.name = "python3";
  one.who.process.role = role;
  one.locks = std::move(locks);
  return one;
}

inline Facts locked(Lock lock, bool wal = false) {
  auto facts = sound(wal);
  facts.attempt.reset();
  facts.obstacle = Obstacle::writer;
  facts.waited = std::chrono::milliseconds(1000);
  facts.locks = {{lock, 7, true, 0, 0}};
  facts.blockers = {holder(7, Role::writer, {lock})};
  return facts;
}

inline Facts with_attempt(int code) {
  auto facts = sound();
  facts.attempt->code = code;
  facts.attempt->message = "the words of SQLite";
  facts.attempt->step = "begin";
  return facts;
}

inline bool is_advice(const Finding& finding) {
  return finding.code == "database.wal-off" || finding.code == "database.busy-timeout" ||
         finding.code == "database.not-for-services";
}

// "code" of each finding that is advice or is not, with "!" where it is hard, "~" for a warning,
// "?" for an error, "." for information.
inline std::string told(const Findings& findings, bool advice = false) {
  std::string text;
  for (const auto& finding : findings) {
    if (is_advice(finding) != advice) continue;
    if (!text.empty()) text += " ";
    text += finding.code.substr(finding.code.find('.') + 1);
    if (finding.hard) text += "!";
    if (finding.severity == Severity::warning) text += "~";
    if (finding.severity == Severity::error) text += "?";
    if (finding.severity == Severity::info) text += ".";
  }
  return text;
}

template <typename Change>
Facts changed(Facts facts, Change change) {
  change(facts);
  return facts;
}

}  // namespace preflight::database::test
