#include "checks/service/systemd_environment.hpp"

#include "checks/base/text.hpp"

namespace preflight::service {

namespace {

template <class Take>
void for_each_variable(std::string_view text, Take take) {
  for (const auto raw : split(text, '\n')) {
    const auto line = trim(raw);
    if (line.starts_with('#') || line.starts_with(';')) continue;
    const auto equals = line.find('=');
    if (equals == std::string_view::npos) continue;
    auto value = trim(line.substr(equals + 1));
    const bool quotes = value.size() > 1 && value.front() == value.back() &&
                        (value.front() == '"' || value.front() == '\'');
    if (quotes) value = value.substr(1, value.size() - 2);
    take(trim(line.substr(0, equals)), value);
  }
}

}  // namespace

std::vector<std::string> decode_shown_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false, begun = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') {
      quoted = !quoted;
      begun = true;
    } else if (quoted && c == '\\' && i + 1 < text.size()) {
      word += text[++i];
    } else if (c == ' ' && !quoted) {
      if (begun) words.push_back(std::move(word));
      word.clear();
      begun = false;
    } else {
      word += c;
      begun = true;
    }
  }
  if (begun) words.push_back(std::move(word));
  return words;
}

std::vector<std::string> variables_in_file(std::string_view text) {
  std::vector<std::string> all;
  for_each_variable(text, [&](std::string_view name, std::string_view value) {
    all.push_back(std::string(name).append("=").append(value));
  });
  return all;
}

std::optional<std::string> value_in_file(std::string_view text, std::string_view wanted) {
  std::optional<std::string> found;
  for_each_variable(text, [&](std::string_view name, std::string_view value) {
    if (name == wanted) found = std::string(value);
  });
  return found;
}

}  // namespace preflight::service
