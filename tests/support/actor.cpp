// preflight_actor COMMAND [+ COMMAND]...
//
//   listen ADDRESS PORT [--udp] [--bind-only] [--reuseaddr] [--reuseport] [--exclusive]
//                       [--v6only] [--dual]        PORT 0: the system chooses
//   connect ADDRESS PORT
//   open FILE [r|rw|exclusive]
//   lock FILE OFFSET LENGTH [read|write] [posix|ofd]
//   sqlite FILE [SQL | step SQL]...   each SQL runs to its end; after `step` only to its first row
//   launch wait|leave COMMAND...      this very program as a child that does the rest; `wait` stays
//                                     as its launcher, `leave` exits and makes it an orphan
//   idle
//   Linux only: fork COUNT, setuid UID, name TEXT, map FILE, zombie, chdir FOLDER
//
// When all is held it prints "ready PID PORT" (PORT 0: no socket), before that one line "child PID"
// for each process it forked. Then it obeys lines: "sql SQL" runs on the last database and answers
// "done" or "error CODE TEXT"; "quit", or the end of the input, ends it. What fails at the start is
// told as "error ..." with exit code 1.

#include "tests/support/actor.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <utility>

#include "tests/support/sockets.hpp"

namespace preflight::test {
namespace {

struct Database {
  sqlite3* connection{};
  std::vector<sqlite3_stmt*> unfinished{};

  Database() = default;
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;
  ~Database() {
    for (sqlite3_stmt* statement : unfinished) sqlite3_finalize(statement);
    sqlite3_close(connection);
  }
};

const std::string& word(Words words, std::size_t index) {
  if (index >= words.size()) throw std::invalid_argument("a word is missing");
  return words[index];
}

std::uint16_t port_of(const std::string& text) {
  return static_cast<std::uint16_t>(std::stoul(text));
}

void keep_socket(Held& held, Socket socket) {
  held.port = socket.port();
  held.things.emplace_back(std::make_shared<Socket>(std::move(socket)));
}

void run_listen(Held& held, Words words) {
  SocketOptions options{.address = word(words, 0), .port = port_of(word(words, 1))};
  for (const std::string& flag : words.subspan(2)) {
    if (flag == "--udp")
      options.udp = true;
    else if (flag == "--bind-only")
      options.bind_only = true;
    else if (flag == "--reuseaddr")
      options.reuse_address = true;
    else if (flag == "--reuseport")
      options.reuse_port = true;
    else if (flag == "--exclusive")
      options.exclusive = true;
    else if (flag == "--v6only")
      options.v6_only = true;
    else if (flag == "--dual")
      options.dual = true;
    else
      throw std::invalid_argument("listen does not know " + flag);
  }
  keep_socket(held, Socket(options));
}

[[noreturn]] void throw_sqlite(sqlite3* connection) {
  throw std::runtime_error(std::to_string(sqlite3_extended_errcode(connection)) + " " +
                           sqlite3_errmsg(connection));
}

void execute(Database& database, const std::string& sql) {
  if (sqlite3_exec(database.connection, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
    throw_sqlite(database.connection);
}

void step_once(Database& database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database.connection, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
    throw_sqlite(database.connection);
  database.unfinished.push_back(statement);
  if (sqlite3_step(statement) != SQLITE_ROW)
    throw std::runtime_error("gave no row to stop at: " + sql);
}

std::shared_ptr<Database> run_sqlite(Held& held, Words words) {
  auto database = std::make_shared<Database>();
  held.things.emplace_back(database);
  if (sqlite3_open(word(words, 0).c_str(), &database->connection) != SQLITE_OK)
    throw_sqlite(database->connection);
  sqlite3_extended_result_codes(database->connection, 1);
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (words[i] == "step")
      step_once(*database, word(words, ++i));
    else
      execute(*database, words[i]);
  }
  return database;
}

struct Actor {
  Held held{};
  std::shared_ptr<Database> database{};  ///< the last one

  void run(const std::string& verb, Words rest) {
    if (verb == "listen")
      run_listen(held, rest);
    else if (verb == "connect")
      keep_socket(held, Socket::connect(word(rest, 0), port_of(word(rest, 1))));
    else if (verb == "open")
      open_file(held, word(rest, 0), rest.size() > 1 ? rest[1] : "r");
    else if (verb == "lock")
      lock_bytes(held, rest);
    else if (verb == "sqlite")
      database = run_sqlite(held, rest);
    else if (verb != "idle" && !run_native(held, verb, rest))
      throw std::invalid_argument("there is no command " + verb);
  }

  void run_all(Words words) {
    while (!words.empty()) {
      const auto plus = std::find(words.begin(), words.end(), "+");
      const auto length = static_cast<std::size_t>(plus - words.begin());
      run(word(words, 0), words.subspan(1, length - 1));
      words = words.subspan(std::min(length + 1, words.size()));
    }
  }

  void obey_lines() const {
    for (std::string line; std::getline(std::cin, line);) {
      if (!line.empty() && line.back() == '\r') line.pop_back();
      if (line == "quit") return;
      if (!line.starts_with("sql ") || !database) {
        tell("error unknown line");
        continue;
      }
      try {
        execute(*database, line.substr(4));
        tell("done");
      } catch (const std::exception& error) {
        tell(std::string("error ") + error.what());
      }
    }
  }
};

int act(Words words) {
  if (!words.empty() && words[0] == "launch")
    return launch(words.subspan(2), word(words, 1) == "leave");
  Actor actor;
  actor.run_all(words);
  tell("ready " + std::to_string(own_pid()) + " " + std::to_string(actor.held.port));
  actor.obey_lines();
  return 0;
}

}  // namespace

void tell(const std::string& line) { std::cout << line << std::endl; }

}  // namespace preflight::test

int main(int argc, char** argv) {
  try {
    return preflight::test::act(preflight::test::arguments_of(argc, argv));
  } catch (const std::exception& error) {
    preflight::test::tell(std::string("error ") + error.what());
    return 1;
  }
}
