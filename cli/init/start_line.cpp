#include "cli/init/start_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "checks/base/text.hpp"
#include "cli/init/servers.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;
using Words = std::span<const std::string>;

/// "python" of "venv\Scripts\python.exe".
std::string program_name(Text word) {
  auto name = lower(name_of(word));
  for (const Text ending : {".exe", ".cmd", ".bat", ".js"})
    if (name.ends_with(ending)) name.resize(name.size() - ending.size());
  return name;
}

bool is_python(Text name) {
  return name == "py" || name == "pythonw" ||
         (name.starts_with("python") && name.find_first_not_of("0123456789.", 6) == Text::npos);
}

bool is_node(Text name) {
  return is_word_of(name, "node nodemon ts-node tsx bun deno pm2 ts-node-dev node-dev");
}

bool is_assignment(Text word) {
  const auto equals = word.find('=');
  return equals != Text::npos && equals > 0 &&
         word.substr(0, equals).find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_") == Text::npos;
}

/// Commands that run the command behind them.
bool passes_on(Text name) {
  return is_word_of(name,
                    "exec nohup sudo env cross-env cross-env-shell npx start call time nice setsid "
                    "dotenv command doas stdbuf concurrently then do else &");
}

/// "poetry run", "uv run", "pipenv run".
bool runs_next(Text name) { return is_word_of(name, "poetry pipenv uv pdm hatch rye conda bunx"); }

class Line {
 public:
  explicit Line(const CommandPlace& place) : place_(place) {}

  void add(Kind kind, std::string text, std::string how, Role role, Rank rank = Rank::start_line) {
    const bool placed = kind == Kind::database || kind == Kind::python;
    found_.push_back(
        {kind, std::move(text), place_.line, std::move(how), role, rank, place_.folder, placed});
  }

  void add_port(const Address& address, const std::string& how, Role role) {
    if (address.strange)
      return add(Kind::unclear, fmt::format("the address that {} is given", how), how, role);
    add(Kind::port, port_spec(address.host, address.port),
        address.named ? how : how + ", which listens there if nobody says otherwise", role);
  }

  void serve(const Server& server, Words rest, Role role) {
    const auto how =
        fmt::format("{}{}{}", server.name, server.verb.empty() ? "" : " ", server.verb);
    if (server.dev || std::find(rest.begin(), rest.end(), "--reload") != rest.end())
      role = dev(role);
    if (!server.module.empty()) add(Kind::module, std::string(server.module), how, role);
    auto address = address_of(server, rest);
    const auto* port = find_variable(place_.variables, "PORT");
    if (!address.named && server.module.empty() && port != nullptr && is_port(port->value))
      address.port = port->value;
    add_port(address, how, role);
  }

  /// A program of the project itself, with options that servers use for their own address.
  void run_own(Text name, Words rest, Role role) {
    constexpr Server own{"",   "", "", "", "", "--port", "--host --hostname", "--bind --listen",
                         false};
    auto address = address_of(own, rest);
    const auto* port = find_variable(place_.variables, "PORT");
    if (address.port.empty() && is_node(name) && port != nullptr && is_port(port->value))
      address = {"", port->value, true, false};
    if (!address.port.empty()) add_port(address, fmt::format("{} --port", name), role);
  }

  void databases(Words words, Role role) {
    for (const Text word : words) {
      const auto equals = word.find('=');
      const auto value = equals == Text::npos ? word : word.substr(equals + 1);
      auto file = sqlite_file(value);
      if (file.empty() && word.starts_with("--") && names_database(value)) file = value;
      if (!file.empty())
        add(Kind::database, join_path(place_.folder, file), "its command line", role);
    }
  }

  void command(Words words) {
    Role role = place_.role;
    databases(words, role);
    std::size_t at = 0;
    // Few words stand before the one that serves.
    for (; at < words.size() && at < 16; ++at) {
      const Text word = words[at];
      const auto name = program_name(word);
      if (is_assignment(word)) {
        const auto equals = word.find('=');
        place_.variables.push_back(
            {std::string(word.substr(0, equals)), std::string(word.substr(equals + 1)), 0});
      } else if (name == "nssm" && at + 3 < words.size() && words[at + 1] == "install") {
        role = Role::service;
        add(Kind::service, words[at + 2], "nssm install", role);
        at += 2;
      } else if (is_python(name)) {
        return python(words.subspan(at), role);
      } else if (serves(words.subspan(at), role)) {
        return;
      } else if (is_node(name)) {
        if (name == "nodemon" || name.find("-dev") != std::string::npos) role = dev(role);
        add(Kind::command, joined(words), "", role, Rank::constant);
        return run_own(name, words.subspan(at + 1), role);
      } else if (name == "poetry" || runs_next(name)) {
        if (at + 1 < words.size() && words[at + 1] == "run") ++at;
      } else if (!passes_on(name) && !word.starts_with("-") && !word.starts_with("/")) {
        // What is called by a path may be a program of the project; a variable may hold nssm.exe.
        if (word.find("nssm") == Text::npos && word.find("NSSM") == Text::npos) return;
        if (at + 3 >= words.size() || words[at + 1] != "install") return;
        role = Role::service;
        add(Kind::service, words[at + 2], "nssm install", role);
        at += 2;
      }
    }
  }

  Sightings take() { return std::move(found_); }

 private:
  static Role dev(Role role) { return role == Role::main ? Role::dev : role; }

  static std::string joined(Words words) {
    std::string text;
    for (const auto& word : words) text.append(text.empty() ? "" : " ").append(word);
    return text;
  }

  bool serves(Words words, Role role) {
    const auto name = program_name(words.front());
    for (const auto& server : all_servers()) {
      if (name != server.name) continue;
      auto rest = words.subspan(1);
      if (!server.verb.empty()) {
        const auto verb = std::find(rest.begin(), rest.end(), server.verb);
        if (verb == rest.end()) continue;
        rest = rest.subspan(static_cast<std::size_t>(verb - rest.begin()) + 1);
      } else if (server.name == "vite" && !rest.empty() && !rest.front().starts_with("-")) {
        continue;  // "vite build"
      }
      serve(server, rest, role);
      const bool script = server.name == "manage.py";
      add(Kind::command, (script ? "python " : "") + joined(words), "", role);
      return true;
    }
    return false;
  }

  void python(Words words, Role role) {
    const Text program = words.front();
    if (program.find_first_of("/\\") != Text::npos)
      add(Kind::python, join_path(is_absolute(program) ? "" : place_.folder, program),
          "the interpreter of the start line", role);
    auto rest = words.subspan(1);
    while (!rest.empty() && rest.front().starts_with("-") && rest.front() != "-m") {
      if (rest.front() == "-c") return;
      rest = rest.subspan(is_word_of(rest.front(), "-X -W") && rest.size() > 1 ? 2 : 1);
    }
    if (!rest.empty() && rest.front() == "-m") rest = rest.subspan(1);
    if (rest.empty()) return;
    const auto before = found_.size();
    if (!serves(rest, role)) {
      run_own(name_of(rest.front()), rest.subspan(1), role);
      add(Kind::command, joined(words), "", role, Rank::constant);
      return;
    }
    for (auto i = before; i < found_.size(); ++i)
      if (found_[i].kind == Kind::command) found_[i].text = joined(words);
  }

  CommandPlace place_;
  Sightings found_;
};

}  // namespace

Sightings start_line(const std::vector<std::string>& words, const CommandPlace& place) {
  Line line{place};
  line.command(words);
  return line.take();
}

}  // namespace preflight::init
