#include "checks/imports/manifest.hpp"

#include <optional>

#include "checks/base/text.hpp"

namespace preflight::imports {

namespace {

constexpr std::size_t most_tags = 10'000;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// What stands between < and >, and the rest behind it.
std::optional<std::string_view> next_tag(std::string_view& text) {
  while (true) {
    const auto open = text.find('<');
    if (open == std::string_view::npos) return std::nullopt;
    text.remove_prefix(open + 1);
    if (text.starts_with("!--")) {
      const auto end = text.find("-->");
      if (end == std::string_view::npos) return std::nullopt;
      text.remove_prefix(end + 3);
      continue;
    }
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '>') {
        const auto tag = text.substr(0, i);
        text.remove_prefix(i + 1);
        return tag;
      }
    }
    return std::nullopt;
  }
}

/// The name of a tag without the prefix of its namespace; "/x" for an end.
std::string tag_name(std::string_view tag) {
  const bool end = tag.starts_with('/');
  if (end) tag.remove_prefix(1);
  std::size_t size = 0;
  while (size < tag.size() && !is_blank(tag[size]) && tag[size] != '/') ++size;
  auto name = tag.substr(0, size);
  if (const auto colon = name.find(':'); colon != std::string_view::npos)
    name.remove_prefix(colon + 1);
  return (end ? "/" : "") + lower(name);
}

std::string attribute(std::string_view tag, std::string_view name) {
  for (std::size_t at = tag.find(name); at != std::string_view::npos; at = tag.find(name, at + 1)) {
    if (at == 0 || !is_blank(tag[at - 1])) continue;
    auto rest = tag.substr(at + name.size());
    while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
    if (!rest.starts_with('=')) continue;
    rest.remove_prefix(1);
    while (!rest.empty() && is_blank(rest.front())) rest.remove_prefix(1);
    if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) return {};
    const auto end = rest.find(rest.front(), 1);
    return end == std::string_view::npos ? std::string{} : std::string(rest.substr(1, end - 1));
  }
  return {};
}

std::string narrowed(std::string_view utf16) {
  std::string text;
  for (std::size_t i = 2; i + 1 < utf16.size(); i += 2) text += utf16[i + 1] == 0 ? utf16[i] : '?';
  return text;
}

}  // namespace

Manifest parse_manifest(std::string_view text) {
  std::string narrow;
  if (text.starts_with("\xff\xfe")) text = narrow = narrowed(text);
  Manifest manifest;
  bool dependent = false;
  for (std::size_t i = 0; i < most_tags; ++i) {
    const auto tag = next_tag(text);
    if (!tag) break;
    const auto name = tag_name(*tag);
    if (name == "dependentassembly") dependent = true;
    if (name == "/dependentassembly") dependent = false;
    if (name == "assemblyidentity" && dependent)
      manifest.needs.push_back({attribute(*tag, "name"), attribute(*tag, "version"),
                                attribute(*tag, "processorArchitecture"),
                                attribute(*tag, "publicKeyToken")});
    if (name == "file") manifest.files.push_back(attribute(*tag, "name"));
  }
  return manifest;
}

}  // namespace preflight::imports
