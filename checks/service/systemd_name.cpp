#include "checks/service/systemd_name.hpp"

#include <algorithm>
#include <array>

#include "checks/base/text.hpp"

namespace preflight::service {

namespace {

constexpr std::size_t longest_unit_name = 255;
constexpr std::array<std::string_view, 11> suffixes{".service", ".socket", ".target",    ".timer",
                                                    ".path",    ".mount",  ".automount", ".swap",
                                                    ".slice",   ".scope",  ".device"};

bool may_stand(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view(":-_.\\@").find(c) != std::string_view::npos;
}

bool has_suffix(std::string_view name) {
  return std::any_of(suffixes.begin(), suffixes.end(), [&](std::string_view suffix) {
    return name.size() > suffix.size() && name.ends_with(suffix);
  });
}

std::size_t end_of_stem(std::string_view name) {
  return has_suffix(name) ? name.rfind('.') : name.size();
}

}  // namespace

std::optional<std::string> unit_name(std::string_view typed) {
  constexpr char digits[] = "0123456789abcdef";
  if (typed.empty() || typed.find('/') != std::string_view::npos ||
      typed.size() > longest_unit_name)
    return std::nullopt;
  std::string name;
  for (const char c : typed) {
    if (may_stand(c)) {
      name += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    name += "\\x";
    name += digits[byte >> 4];
    name += digits[byte & 15];
  }
  if (!has_suffix(name)) name += ".service";
  if (name.size() > longest_unit_name || name[0] == '@') return std::nullopt;
  return name;
}

bool is_template(std::string_view name) {
  const auto stem = name.substr(0, end_of_stem(name));
  return stem.size() > 1 && stem.find('@') == stem.size() - 1;
}

std::optional<std::string> template_of(std::string_view name) {
  const auto end = end_of_stem(name);
  const auto at = name.substr(0, end).find('@');
  if (at == std::string_view::npos || at + 1 == end) return std::nullopt;
  return std::string(name.substr(0, at + 1)) + std::string(name.substr(end));
}

std::string unescape_unit(std::string_view name) {
  std::string text;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name.substr(i, 2) == "\\x" && i + 4 <= name.size()) {
      if (const auto byte = parse_unsigned(name.substr(i + 2, 2), 16)) {
        text += static_cast<char>(*byte);
        i += 3;
        continue;
      }
    }
    text += name[i];
  }
  return text;
}

}  // namespace preflight::service
