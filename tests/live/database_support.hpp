// A database in a state that real SQLite in other processes made, the look at it, and the truth:
// what an application that comes next meets.
#pragma once

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "checks/database/database.hpp"
#include "tests/live/outcome.hpp"
#include "tests/support/actor_process.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/temp_dir.hpp"

namespace preflight::test {

using Settings = std::vector<std::pair<std::string, std::string>>;

inline Outcome look_at_database(const std::string& file, Settings settings = {},
                                const std::string& timeout = "150ms") {
  settings.emplace_back("--db-timeout", timeout);
  Request request{file, std::move(settings)};
  return std::get<Job>(database::check().prepare(request))
      .run(Deadline::in(std::chrono::seconds(20)));
}

inline const Finding* find_code(const Outcome& outcome, const std::string& code) {
  for (const auto& finding : outcome.findings)
    if (finding.code == "database." + code) return &finding;
  return nullptr;
}

inline bool ready(const Outcome& outcome) {
  for (const auto& finding : outcome.findings)
    if (finding.severity >= Severity::error) return false;
  return true;
}

/// All codes, for the message of a test that fails.
inline std::string codes_of(const Outcome& outcome) {
  std::string text = outcome.summary + " |";
  for (const auto& finding : outcome.findings)
    text += " " + finding.code + "/" + std::to_string(static_cast<int>(finding.severity)) + " " +
            finding.message + ";";
  return text;
}

/// Every file of a folder with its bytes; of a -shm only that it is there.
inline std::map<std::string, std::string> snapshot(const std::filesystem::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto name = entry.path().filename().u8string();
    const std::string key(name.begin(), name.end());
    const bool index = key.size() > 4 && key.ends_with("-shm");
    const auto path = entry.path().u8string();
    const bool readable = entry.is_regular_file() && !index;
    files[key] = readable ? read_file(std::string(path.begin(), path.end())) : "";
  }
  return files;
}

/// Can an application commit now? It may create the database.
inline bool application_commits(const std::string& file, const std::string& timeout_ms = "150") {
  try {
    ActorProcess application({"sqlite", file, "PRAGMA busy_timeout=" + timeout_ms,
                              "BEGIN IMMEDIATE", "CREATE TABLE IF NOT EXISTS truth(x)",
                              "INSERT INTO truth VALUES(1)", "COMMIT"});
    return true;
  } catch (const std::runtime_error&) {
    return false;
  }
}

/// A database with a table `t` of some rows, closed.
inline std::string make_database(const TempDir& folder, const std::string& name = "app.db",
                                 const std::string& mode = "DELETE") {
  const auto path = folder.file(name);
  ActorProcess maker({"sqlite", path, "PRAGMA journal_mode=" + mode, "CREATE TABLE t(x)",
                      "INSERT INTO t VALUES(1),(2),(3)"});
  maker.child.close_input();  // so that it closes the database, and takes its log away
  REQUIRE(maker.child.wait() == 0);
  return path;
}

}  // namespace preflight::test
