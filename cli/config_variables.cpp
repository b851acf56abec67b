#include "cli/config_variables.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace preflight {

namespace {

constexpr std::string_view default_mark = ":-";

// "ProgramFiles(x86)" is a name on Windows.
bool is_name(std::string_view name) {
  return !name.empty() && std::none_of(name.begin(), name.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || std::string_view{"=${\"'"}.find(c) < 5;
  });
}

std::variant<std::string, NoText> value_of(std::string_view inside,
                                           const Environment& environment) {
  const auto mark = inside.find(default_mark);
  const std::string name{inside.substr(0, mark)};
  if (!is_name(name)) return NoText{fmt::format("${{{}}} names no variable", inside)};
  auto value = environment ? environment(name.c_str()) : std::nullopt;
  if (mark != std::string_view::npos && (!value || value->empty()))
    return std::string(inside.substr(mark + default_mark.size()));
  if (!value)
    return NoText{fmt::format(
        "the environment variable {0} is not set; ${{{0}:-text}} has a text for that", name)};
  return std::move(*value);
}

}  // namespace

std::variant<std::string, NoText> with_variables(std::string_view text,
                                                 const Environment& environment) {
  std::string result;
  while (!text.empty()) {
    const auto dollar = std::min(text.find('$'), text.size());
    result += text.substr(0, dollar);
    text.remove_prefix(dollar);
    if (text.starts_with("${")) {
      const auto end = text.find('}');
      if (end == std::string_view::npos)
        return NoText{fmt::format("'{}' has no closing brace; $$ is a dollar", text)};
      auto value = value_of(text.substr(2, end - 2), environment);
      if (auto* error = std::get_if<NoText>(&value)) return std::move(*error);
      result += std::get<std::string>(value);
      text.remove_prefix(end + 1);
    } else if (!text.empty()) {
      // One dollar: of "$$", and of "\\server\c$\app.db" as well.
      result += '$';
      text.remove_prefix(text.starts_with("$$") ? 2 : 1);
    }
  }
  return result;
}

}  // namespace preflight
