#include "cli/init/seen.hpp"

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"

namespace preflight::init {

namespace {

using Text = std::string_view;

constexpr std::uint64_t last_port = 65535;

/// One piece of a text: its literal part, or a variable.
struct Piece {
  Text plain{};
  Text name{};
  std::optional<Text> fallback{};
};

std::vector<Piece> pieces_of(Text text) {
  std::vector<Piece> pieces;
  while (!text.empty()) {
    auto start = text.find("${");
    // "$${" is a dollar and a brace.
    while (start != Text::npos && start > 0 && text[start - 1] == '$')
      start = text.find("${", start + 2);
    const auto end = start == Text::npos ? start : text.find('}', start);
    if (end == Text::npos) break;
    if (start > 0) pieces.push_back({text.substr(0, start), {}, {}});
    const auto inside = text.substr(start + 2, end - start - 2);
    const auto mark = inside.find(":-");
    Piece piece{{}, inside.substr(0, mark), {}};
    if (mark != Text::npos) piece.fallback = inside.substr(mark + 2);
    pieces.push_back(piece);
    text.remove_prefix(end + 1);
  }
  if (!text.empty()) pieces.push_back({text, {}, {}});
  return pieces;
}

bool is_plain_address(Text text) {
  if (text == "localhost") return true;
  const bool v6 = text.find(':') != Text::npos;
  if (v6) return text.find_first_not_of("0123456789abcdefABCDEF:.") == Text::npos;
  return std::count(text.begin(), text.end(), '.') == 3 &&
         text.find_first_not_of("0123456789.") == Text::npos;
}

}  // namespace

const Variable* find_variable(const Variables& variables, Text name) {
  // The last one counts, as where they are set one after the other.
  const auto found = std::find_if(variables.rbegin(), variables.rend(),
                                  [&](const Variable& entry) { return entry.name == name; });
  return found == variables.rend() ? nullptr : &*found;
}

std::string literal(Text text) {
  std::string result;
  for (const char c : text) result.append(c == '$' ? "$$" : std::string(1, c));
  return result;
}

std::string variable_text(Text name, std::optional<Text> fallback) {
  std::string text = "${" + std::string(name);
  if (!fallback) return text + "}";
  if (fallback->find_first_of("${}") != Text::npos) return {};
  return text + ":-" + std::string(*fallback) + "}";
}

bool needs_variable(Text text) { return !needed_variables(text).empty(); }

std::vector<std::string> needed_variables(Text text) {
  std::vector<std::string> names;
  for (const auto& piece : pieces_of(text))
    if (!piece.name.empty() && !piece.fallback) names.emplace_back(piece.name);
  return names;
}

std::string with_known(Text text, const Variables& known) {
  std::string result;
  for (const auto& piece : pieces_of(text)) {
    result += piece.plain;
    if (piece.name.empty()) continue;
    auto fallback = piece.fallback;
    const auto* variable = find_variable(known, piece.name);
    if (variable != nullptr && !variable->value.empty() &&
        variable->value.find_first_of("${}") == Text::npos)
      fallback = variable->value;
    result += variable_text(piece.name, fallback);
  }
  return result;
}

std::string fallback_of(Text text) {
  std::string result;
  for (const auto& piece : pieces_of(text)) {
    if (!piece.name.empty() && !piece.fallback) return {};
    result += piece.name.empty() ? piece.plain : *piece.fallback;
  }
  return result;
}

bool is_port(Text text) {
  if (needs_variable(text)) return text.starts_with("${") && text.find('}') + 1 == text.size();
  const auto port = parse_unsigned(fallback_of(text));
  return port && *port > 0 && *port <= last_port;
}

bool is_address(Text text) {
  if (needs_variable(text)) return text.starts_with("${") && text.find('}') + 1 == text.size();
  return is_plain_address(fallback_of(text));
}

std::string port_spec(Text host, Text port) {
  if (host.empty()) return std::string(port);
  const bool bare_v6 =
      host.find(':') != Text::npos && !host.starts_with('[') && host.find('$') == Text::npos;
  const auto shown = bare_v6 ? "[" + std::string(host) + "]" : std::string(host);
  return shown + ":" + std::string(port);
}

bool is_absolute(Text path) {
  return path.starts_with('/') || path.starts_with('\\') || path.find(":\\") == 1 ||
         path.find(":/") == 1;
}

std::string tidy_path(Text path) {
  if (is_absolute(path)) return std::string(path);
  std::string slashes{path};
  std::replace(slashes.begin(), slashes.end(), '\\', '/');
  std::vector<Text> kept;
  for (const auto part : split(slashes, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == ".." && !kept.empty() && kept.back() != "..")
      kept.pop_back();
    else
      kept.push_back(part);
  }
  std::string result;
  for (const auto part : kept) result.append(result.empty() ? "" : "/").append(part);
  return result;
}

std::string join_path(Text folder, Text path) {
  if (folder.empty() || is_absolute(path)) return tidy_path(path);
  return tidy_path(std::string(folder).append("/").append(path));
}

std::string folder_of(Text path) {
  if (path.empty()) return "..";
  if (name_of(path) == "..") return std::string(path) + "/..";
  const auto slash = path.find_last_of("/\\");
  if (slash == Text::npos) return {};
  return std::string(path.substr(0, std::max<std::size_t>(slash, 1)));
}

Text name_of(Text path) {
  const auto slash = path.find_last_of("/\\");
  return slash == Text::npos ? path : path.substr(slash + 1);
}

std::string sqlite_file(Text url) {
  if (!url.starts_with("sqlite")) return {};
  const auto mark = url.find("://");
  // "sqlite+aiosqlite", "sqlite3": letters, digits and plus signs.
  if (mark == Text::npos || url.substr(0, mark).find_first_of("/ \"'${") != Text::npos) return {};
  auto rest = url.substr(mark + 3);
  rest = rest.substr(0, rest.find('?'));
  // Between the second and the third slash stands a host, which SQLite has none of.
  if (!rest.starts_with('/')) return {};
  rest.remove_prefix(1);
  if (rest == ":memory:" || rest.starts_with("file:")) return {};
  return std::string(rest);
}

bool names_database(Text path) {
  constexpr std::array<Text, 4> endings{".db", ".sqlite", ".sqlite3", ".db3"};
  const auto small = lower(path);
  return std::any_of(endings.begin(), endings.end(), [&](Text ending) {
    return small.size() > ending.size() && small.ends_with(ending);
  });
}

bool names_own_port(Text name) {
  constexpr std::array<Text, 7> names{"port",     "server_port", "app_port",   "http_port",
                                      "api_port", "web_port",    "listen_port"};
  return std::find(names.begin(), names.end(), lower(name)) != names.end();
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool is_one_of(Text word, std::initializer_list<Text> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace preflight::init
