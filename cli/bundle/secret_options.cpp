// `--password ...`, `mysql -p...`, `'--token', '...'`.
#include <algorithm>
#include <array>

#include "cli/bundle/none.hpp"
#include "cli/bundle/secret_finders.hpp"
#include "cli/bundle/secret_names.hpp"

namespace preflight::bundle {

namespace {

struct ShortOption {
  std::string_view program{};
  std::string_view option{};
  bool glued{};  ///< "-psecret"
  bool apart{};  ///< "-p secret"
};

// By their manual pages. mysql asks for the password where "-p" stands alone.
constexpr std::array<ShortOption, 22> short_options{{
    {"mysql", "-p", true, false},         {"mysqldump", "-p", true, false},
    {"mysqladmin", "-p", true, false},    {"mysqlimport", "-p", true, false},
    {"mariadb", "-p", true, false},       {"mariadb-dump", "-p", true, false},
    {"mariadb-admin", "-p", true, false}, {"sshpass", "-p", true, true},
    {"mongo", "-p", false, true},         {"mongosh", "-p", false, true},
    {"mongodump", "-p", false, true},     {"redis-cli", "-a", false, true},
    {"sqlcmd", "-P", true, true},         {"bcp", "-P", true, true},
    {"plink", "-pw", false, true},        {"pscp", "-pw", false, true},
    {"putty", "-pw", false, true},        {"ldapsearch", "-w", true, true},
    {"ldapadd", "-w", true, true},        {"mosquitto_pub", "-P", false, true},
    {"mosquitto_sub", "-P", false, true}, {"schtasks", "/rp", false, true},
}};

// The name of the program that a word names: "/usr/bin/mysql", "C:\\tools\\mysql.exe".
std::string_view program_name(std::string_view word) {
  const auto slash = word.find_last_of("/\\");
  if (slash != none) word.remove_prefix(slash + 1);
  if (word.ends_with(".exe") || word.ends_with(".EXE")) word.remove_suffix(4);
  return word;
}

bool begins_word(std::string_view text, std::size_t at) {
  return at == 0 || ends_word(text[at - 1]) ||
         std::string_view{"\"',;|&([{=`"}.find(text[at - 1]) != none;
}

std::size_t end_of_option(std::string_view text, std::size_t at) {
  constexpr std::size_t longest = 128;
  const auto nearby = text.substr(0, std::min(text.size(), at + longest));
  return std::min(nearby.find_first_of(std::string_view{" \t\r\n\0\"'=:,;|&)]}<>\\", 18}, at),
                  nearby.size());
}

// Behind an option: over its closing quote and a comma of a list to the next word.
std::size_t next_word(std::string_view text, std::size_t at) {
  if (at < text.size() && text[at] == '\\') ++at;
  if (at < text.size() && (text[at] == '"' || text[at] == '\'')) ++at;
  if (at < text.size() && text[at] == ',') ++at;
  while (at < text.size() && ends_word(text[at]) && text[at] != '\n') ++at;
  return at;
}

SecretSpan value_behind(std::string_view text, std::size_t option_end, std::string_view kind) {
  if (option_end < text.size() && (text[option_end] == '=' || text[option_end] == ':')) return {};
  const auto begin = next_word(text, option_end);
  if (begin == option_end || begin >= text.size() || text[begin] == '\n') return {};
  auto span = word_at(text, begin);
  if (text.substr(span.begin, span.end - span.begin).starts_with("--")) return {};
  span.kind = kind;
  return span;
}

// "-u user:secret" of curl.
void add_user(std::string_view text, std::size_t option_end, Spans& spans) {
  const auto begin = next_word(text, option_end);
  if (begin >= text.size()) return;
  const auto word = word_at(text, begin);
  const auto colon = text.find(':', word.begin);
  if (colon != none && colon + 1 < word.end) spans.push_back({colon + 1, word.end, "password"});
}

class Line {
 public:
  Line(std::string_view all, Spans& found) : text(all), spans(found) {}

  void look() {
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == '\n') programs.clear();
      if (!begins_word(text, at) || ends_word(text[at])) continue;
      const auto before = spans.size();
      if (text[at] == '-' || text[at] == '/') look_at_option(at);
      note_program(at);
      if (spans.size() > before && spans.back().end > at + 1) at = spans.back().end - 1;
    }
  }

 private:
  std::string_view text;
  Spans& spans;
  std::vector<std::string_view> programs{};

  void note_program(std::size_t at) {
    constexpr std::size_t longest = 512;
    const auto word = text.substr(at, longest);
    const auto end = word.find_first_of(std::string_view{" \t\r\n\0\"',;", 8});
    if (end == none && word.size() == longest) return;
    const auto name = program_name(word.substr(0, end));
    const bool known =
        name == "curl" || std::any_of(short_options.begin(), short_options.end(),
                                      [&](const auto& row) { return row.program == name; });
    if (known && std::find(programs.begin(), programs.end(), name) == programs.end())
      programs.push_back(name);
  }

  void look_at_option(std::size_t at) {
    const auto end = end_of_option(text, at);
    const auto option = text.substr(at, end - at);
    if (is_secret_option(option)) {
      spans.push_back(value_behind(text, end, kind_of(option)));
      return;
    }
    for (const auto program : programs) look_at_short(program, at, end);
  }

  void look_at_short(std::string_view program, std::size_t at, std::size_t end) {
    const auto option = text.substr(at, end - at);
    if (program == "curl" && (option == "-u" || option == "--user" || option == "--proxy-user"))
      return add_user(text, end, spans);
    for (const auto& row : short_options) {
      if (row.program != program || !option.starts_with(row.option)) continue;
      if (option == row.option) {
        if (row.apart) spans.push_back(value_behind(text, end, "password"));
      } else if (row.glued) {
        auto span = word_at(text, at);
        span.begin = std::max(span.begin, at + row.option.size());
        span.kind = "password";
        spans.push_back(span);
      }
    }
  }
};

}  // namespace

bool is_secret_option(std::string_view option) {
  constexpr std::size_t longest = 64;
  if (option.size() > longest) return false;
  if (option.starts_with("--"))
    option.remove_prefix(2);
  else if (option.starts_with('-') || option.starts_with('/'))
    option.remove_prefix(1);
  else
    return false;
  // A path may be called anything: "/etc/secrets".
  return option.size() > 2 && option.front() != '-' &&
         option.find_first_of(std::string_view{"/\\ \t\n\0", 6}) == none && is_secret_name(option);
}

bool takes_secret(std::string_view program, std::string_view option, bool& glued) {
  const auto name = program_name(program);
  for (const auto& row : short_options) {
    if (row.program != name || !option.starts_with(row.option)) continue;
    glued = option != row.option;
    return glued ? row.glued : row.apart;
  }
  return false;
}

void find_options(std::string_view text, Spans& spans) { Line(text, spans).look(); }

}  // namespace preflight::bundle
