#include <algorithm>
#include <array>

#include "checks/base/text.hpp"
#include "cli/init/project_files.hpp"
#include "cli/init/script.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;

Text name_at(Text text) {
  std::size_t size = 0;
  while (size < text.size() && is_name_character(text[size])) ++size;
  return text.substr(0, size);
}

/// The text in quotes that begins at `text`, else empty.
Text quoted(Text text) {
  text = trim(text);
  if (text.empty() || Text{"\"'`"}.find(text.front()) == Text::npos) return {};
  const auto end = text.find(text.front(), 1);
  return end == Text::npos ? Text{} : text.substr(1, end - 1);
}

/// A number in digits, or in quotes.
std::string number_at(Text text) {
  text = trim(text);
  const auto inside = quoted(text);
  const auto digits = name_at(inside.empty() ? text : inside);
  return is_port(digits) && digits.find_first_not_of("0123456789") == Text::npos
             ? std::string(digits)
             : std::string();
}

/// Behind `process.env.NAME`: "|| 3000", "?? '3000'", ", 10) || 3000".
std::string fallback_behind(Text text) {
  text = text.substr(0, std::min<std::size_t>(text.find_first_of(";\n"), 40));
  for (const Text mark : {"||", "??"})
    if (const auto at = text.find(mark); at != Text::npos) return number_at(text.substr(at + 2));
  return {};
}

class JavaScriptSource {
 public:
  JavaScriptSource(Text text, bool vite) : text_(text), vite_(vite) {}

  Sightings read() {
    std::size_t number = 0;
    for (const auto raw : split(text_, '\n')) {
      ++number;
      line_ = number;
      const auto line = trim(raw.substr(0, longest));
      if (line.starts_with("//") || line.starts_with("*") || line.starts_with("/*")) continue;
      one(line);
    }
    finish();
    return std::move(found_);
  }

 private:
  static constexpr std::size_t longest = 2000;

  void add(Kind kind, std::string text, std::string how, Rank rank = Rank::call) {
    if (found_.size() < 200)
      found_.push_back({kind, std::move(text), line_, std::move(how), Role::main, rank});
  }

  void one(Text line) {
    if (vite_) {
      vite(line);
      return;
    }
    environment(line);
    listen(line);
    database(line);
    for (const Text method : {".get(", ".use("}) {
      const auto at = line.find(method);
      if (at == Text::npos) continue;
      const auto path = quoted(line.substr(at + method.size()));
      const auto object = line.substr(0, at);
      if (is_health_path(path))
        add(Kind::health, std::string(path), "a route",
            object.ends_with("app") || object.ends_with("server") ? Rank::call : Rank::constant);
    }
    for (auto& seen : health_urls(line, line_)) {
      seen.rank = Rank::constant;
      found_.push_back(std::move(seen));
    }
  }

  void environment(Text line) {
    constexpr Text mark = "process.env.";
    for (auto at = line.find(mark); at != Text::npos; at = line.find(mark, at + 1)) {
      const auto name = name_at(line.substr(at + mark.size()));
      if (name != "PORT" && !name.ends_with("_PORT")) continue;
      const auto fallback = fallback_behind(line.substr(at + mark.size() + name.size()));
      port_ = {variable_text(name, fallback.empty() ? std::nullopt : std::optional<Text>{fallback}),
               "process.env." + std::string(name), line_};
    }
    // "const port = 3000"
    for (const Text word : {"const ", "let ", "var "}) {
      if (!line.starts_with(word)) continue;
      const auto name = name_at(line.substr(word.size()));
      const auto equals = line.find('=');
      if (lower(name) != "port" || equals == Text::npos || !port_.text.empty()) continue;
      if (const auto number = number_at(line.substr(equals + 1)); !number.empty())
        port_ = {number, std::string(name), line_};
    }
  }

  void listen(Text line) {
    const auto at = line.find(".listen(");
    if (at == Text::npos) return;
    auto inside = line.substr(at + 8);
    listens_ = true;
    if (inside.starts_with("{")) {
      const auto key = inside.find("port:");
      inside = key == Text::npos ? Text{} : inside.substr(key + 5);
    }
    if (const auto number = number_at(inside); !number.empty()) {
      add(Kind::port, with_host(inside, number), ".listen()");
      listens_ = false;
    } else if (const auto comma = inside.find(','); comma != Text::npos) {
      host_ = host_in(inside);
    }
  }

  /// ".listen(3000, '127.0.0.1', ...)", ".listen({port: 3000, host: '0.0.0.0'})"
  static std::string host_in(Text inside) {
    auto behind = inside.substr(std::min(inside.find(','), inside.size()));
    if (behind.size() < 2) return {};
    behind.remove_prefix(1);
    if (const auto key = behind.find("host:"); key != Text::npos) behind = behind.substr(key + 5);
    const auto host = quoted(behind);
    return is_address(host) && !needs_variable(host) ? std::string(host) : std::string();
  }

  static std::string with_host(Text inside, const std::string& port) {
    return port_spec(host_in(inside), port);
  }

  void database(Text line) {
    for (const Text mark : {"Database(", "filename:", "storage:", "dbPath =", "DB_PATH ="}) {
      const auto at = line.find(mark);
      if (at == Text::npos) continue;
      const auto path = quoted(line.substr(at + mark.size()));
      if (names_database(path)) add(Kind::database, tidy_path(literal(path)), std::string(mark));
    }
  }

  void vite(Text line) {
    if (line.starts_with("server:") || line.find("server: {") != Text::npos) in_server_ = true;
    const auto key = line.find("port:");
    if (!in_server_ || key == Text::npos) return;
    if (const auto number = number_at(line.substr(key + 5)); !number.empty())
      found_.push_back({Kind::port, port_spec("localhost", number), line_, "server.port", Role::dev,
                        Rank::call});
    in_server_ = false;
  }

  void finish() {
    if (!listens_ && port_.text.empty()) return;
    if (port_.text.empty()) {
      add(Kind::unclear, "the port that .listen() is given", ".listen()");
    } else if (listens_ || port_.text.starts_with("$")) {
      line_ = port_.line;
      add(Kind::port, port_spec(host_, port_.text), port_.how,
          listens_ ? Rank::call : Rank::constant);
    }
  }

  struct Port {
    std::string text{};
    std::string how{};
    std::size_t line{};
  };

  Text text_;
  bool vite_;
  std::size_t line_{};
  Port port_{};
  std::string host_{};
  bool listens_{};  ///< at a port that is held by a name
  bool in_server_{};
  Sightings found_;
};

}  // namespace

Sightings read_javascript(Text text, Text file) {
  return JavaScriptSource{text, name_of(file).starts_with("vite.config")}.read();
}

}  // namespace preflight::init
