#include "checks/python/answer.hpp"

#include <algorithm>

#include "checks/base/text.hpp"

namespace preflight::python {

namespace {

constexpr std::size_t most_values = 200;
constexpr std::size_t most_raised = 8;
constexpr std::size_t most_text = 4096;

std::optional<unsigned> digit(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10;
  return std::nullopt;
}

std::optional<std::string> text_of(std::string_view hex) {
  if (hex.size() % 2 != 0 || hex.size() / 2 > most_text) return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const auto high = digit(hex[i]), low = digit(hex[i + 1]);
    if (!high || !low) return std::nullopt;
    text += static_cast<char>(*high << 4U | *low);
  }
  return text;
}

void add(std::vector<std::string>& values, std::string value) {
  if (values.size() < most_values) values.push_back(std::move(value));
}

/// True where the key is one of an exception.
bool take(Raised& raised, std::string_view key, std::string& value) {
  if (key == "kind")
    add(raised.kinds, std::move(value));
  else if (key == "message")
    raised.message = std::move(value);
  else if (key == "name")
    raised.name = std::move(value);
  else if (key == "error_path")
    raised.path = std::move(value);
  else if (key == "file")
    raised.file = std::move(value);
  else if (key == "line")
    raised.line = parse_unsigned(value).value_or(0);
  else if (key == "load_error")
    raised.load_error = static_cast<int>(parse_unsigned(value).value_or(0) & 0xffffU);
  else
    return false;
  return true;
}

void take(Answer& answer, std::string_view key, std::string value) {
  if (key == "begun")
    answer.begun = true;
  else if (key == "done")
    answer.done = true;
  else if (key == "version")
    answer.version = std::move(value);
  else if (key == "implementation")
    answer.implementation = std::move(value);
  else if (key == "executable")
    answer.executable = std::move(value);
  else if (key == "base_executable")
    answer.base_executable = std::move(value);
  else if (key == "prefix")
    answer.prefix = std::move(value);
  else if (key == "base_prefix")
    answer.base_prefix = std::move(value);
  else if (key == "abi_flags")
    answer.abi_flags = std::move(value);
  else if (key == "isolated")
    answer.isolated = value == "1";
  else if (key == "no_site")
    answer.no_site = value == "1";
  else if (key == "managed")
    answer.managed = value == "1";
  else if (key == "path")
    add(answer.path, std::move(value));
  else if (key == "suffix")
    add(answer.suffixes, std::move(value));
  else if (key == "user_site")
    answer.user_site = std::move(value);
  else if (key == "found")
    answer.found = std::move(value);
  else if (key == "raised" && answer.raised.size() < most_raised)
    answer.raised.emplace_back().type = std::move(value);
}

}  // namespace

bool Raised::is(std::string_view kind) const {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

Answer decode_answer(std::string_view output) {
  Answer answer;
  while (!output.empty()) {
    const auto end = output.find('\n');
    if (end == std::string_view::npos) break;  // cut off: not all of it is there
    const auto line = output.substr(0, end);
    output.remove_prefix(end + 1);
    const auto blank = line.find(' ');
    if (blank == std::string_view::npos) continue;
    auto value = text_of(trim(line.substr(blank + 1)));
    if (!value) continue;
    const auto key = line.substr(0, blank);
    if (answer.raised.empty() || !take(answer.raised.back(), key, *value))
      take(answer, key, std::move(*value));
  }
  return answer;
}

}  // namespace preflight::python
